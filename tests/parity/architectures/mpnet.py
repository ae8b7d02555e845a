import numpy as np
from parity.arch import Arch, Row
from parity.encoders import TINY, VOCABULARY, text_rows
from parity.texts import token_ids

SMALL = TINY | dict(pad_token_id=1)
OTHER = SMALL | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    relative_attention_num_buckets=40,
    num_labels=5,
)


def long(rng: np.random.Generator) -> dict:
    return {"input_ids": token_ids(rng, VOCABULARY, 1, 150)}


ARCH = Arch(
    "mpnet",
    "MPNet",
    "mpnet",
    rows=[
        *text_rows(SMALL, OTHER, segments=False, pad=1),
        Row("Model", SMALL | dict(max_position_embeddings=160), long, "long"),
    ],
    must_see={
        "Model-default": [
            "encoder.relative_attention_bias.weight",
            "encoder.layer.1.attention.attn.o.bias",
        ]
    },
    must_see_options={"Model-default": [{"hidden_act": "gelu_new"}, {"layer_norm_eps": 0.001}]},
    must_see_lines={"Model-default": [("bias, attend)) + hidden)", "bias, attend)))")]},
)
