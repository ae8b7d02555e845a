from parity.arch import Arch, Row
from parity.encoders import TINY, choices, context, text_rows, texts, word_labels

SMALL = TINY | dict(embedding_size=16)
OTHER = SMALL | dict(
    embedding_size=None,
    hidden_act="gelu_new",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    num_labels=5,
    pad_token_id=1,
    rotary_value=True,
    chunk_size_feed_forward=3,
)
DECODER = SMALL | dict(is_decoder=True, tie_word_embeddings=False, rotary_value=True)
CROSS = SMALL | dict(is_decoder=True, add_cross_attention=True)
SUMMED = OTHER | dict(summary_type="first", summary_use_proj=True, summary_activation="tanh")

ARCH = Arch(
    "roformer",
    "RoFormer",
    "bert",
    cached=["ForCausalLM-decoder", "ForCausalLM-cross"],
    rows=[
        # It takes no position_ids.
        *(row for row in text_rows(SMALL, OTHER, embedding=16) if row.name != "length-1"),
        Row("ForMultipleChoice", SUMMED, choices(), "summary"),
        Row("ForCausalLM", DECODER, texts({"labels": word_labels}), "decoder"),
        Row("ForCausalLM", CROSS, context(24), "cross"),
    ],
    must_see={
        "Model-default": ["encoder.embed_positions.weight", "embeddings_project.bias"],
        "ForMaskedLM-default": ["cls.predictions.transform.dense.bias"],
    },
    must_see_options={
        "Model-default": [{"rotary_value": True}, {"is_decoder": True}],
    },
    refuses=[{"num_attention_heads": 8}, {"position_embedding_type": "relative_key"}],
)
