from parity.arch import Arch, Row
from parity.encoders import TINY, context, text_rows, texts, word_labels

SMALL = TINY | dict(input_embedding_size=16, output_embedding_size=20)
OTHER = SMALL | dict(
    input_embedding_size=12,
    hidden_act="gelu_new",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    num_labels=5,
    pad_token_id=1,
    classifier_dropout_prob=0.3,
    chunk_size_feed_forward=3,
)
DECODER = SMALL | dict(is_decoder=True)
CROSS = SMALL | dict(is_decoder=True, add_cross_attention=True)

ARCH = Arch(
    "rembert",
    "RemBert",
    "bert",
    cached=["ForCausalLM-cross"],
    rows=[
        *text_rows(SMALL, OTHER, embedding=16),
        Row("ForCausalLM", DECODER, texts({"labels": word_labels}), "decoder"),
        Row("ForCausalLM", CROSS, context(24), "cross"),
    ],
    must_see={
        "Model-default": ["encoder.embedding_hidden_mapping_in.bias"],
        "ForMaskedLM-default": ["cls.predictions.decoder.bias", "cls.predictions.dense.bias"],
    },
)
