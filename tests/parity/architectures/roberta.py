from parity.arch import Arch, Row
from parity.encoders import TINY, context, text_rows, texts, word_labels

SMALL = TINY | dict(type_vocab_size=2, pad_token_id=1)
OTHER = SMALL | dict(
    hidden_act="gelu_new",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    num_labels=5,
    pad_token_id=2,
    classifier_dropout=0.3,
    chunk_size_feed_forward=3,
)
DECODER = SMALL | dict(is_decoder=True, tie_word_embeddings=False)
CROSS = SMALL | dict(is_decoder=True, add_cross_attention=True)

ARCH = Arch(
    "roberta",
    "Roberta",
    "bert",
    cached=["ForCausalLM-cross"],
    rows=[
        *text_rows(SMALL, OTHER, pad=1),
        Row("ForCausalLM", DECODER, texts({"labels": word_labels}, pad=1), "decoder"),
        Row("ForCausalLM", CROSS, context(24), "cross"),
    ],
    must_see={
        "Model-default": [
            "embeddings.position_embeddings.weight",
            "encoder.layer.2.output.LayerNorm.bias",
        ]
    },
    must_see_options={
        "Model-default": [
            {"hidden_act": "gelu_new"},
            {"layer_norm_eps": 0.001},
            {"num_attention_heads": 2},
            {"pad_token_id": 5},
            {"is_decoder": True},
        ]
    },
    must_see_lines={
        "ForMaskedLM-default": [
            ("self.layer_norm(ops.gelu(self.dense(hidden),", "(ops.gelu(self.dense(hidden),")
        ]
    },
)
