import numpy as np
from parity.arch import Arch, Row
from parity.architectures.deberta_v2 import long, soft
from parity.encoders import TINY, text_rows, texts, word_labels

SMALL = TINY | dict(
    relative_attention=True,
    pos_att_type=["p2c", "c2p"],
    max_relative_positions=12,
    position_biased_input=False,
    pad_token_id=0,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=2,
    relative_attention=True,
    pos_att_type="c2p",
    pooler_hidden_act="tanh",
    num_labels=5,
)
P2C = SMALL | dict(pos_att_type=["p2c"], max_relative_positions=-1)
UNUSED = TINY | dict(pos_att_type=["c2p", "p2c"])

ARCH = Arch(
    "deberta",
    "Deberta",
    "deberta_v2",
    rows=[
        *(row for row in text_rows(SMALL, OTHER) if row.head != "ForMultipleChoice"),
        Row("Model", TINY, texts(), "absolute"),
        Row("Model", P2C, texts(), "p2c"),
        Row("Model", UNUSED, texts(), "unused"),
        Row("Model", SMALL, long, "long"),
        Row("ForMaskedLM", SMALL | dict(legacy=False), texts({"labels": word_labels}), "new-head"),
        Row("ForSequenceClassification", OTHER, texts({"labels": soft}), "soft"),
        Row(
            "ForSequenceClassification",
            OTHER,
            texts({"labels": lambda rng: np.array([3, -1, 0])}),
            "unlabelled",
        ),
    ],
    must_see={
        "Model-default": [
            "encoder.rel_embeddings.weight",
            "encoder.layer.2.attention.self.q_bias",
            "encoder.layer.2.attention.self.v_bias",
        ]
    },
    must_see_options={"Model-default": [{"hidden_act": "gelu_new"}, {"layer_norm_eps": 0.01}]},
    refuses=[{"talking_head": True}, {"position_buckets": 4}, {"conv_kernel_size": 3}],
)
