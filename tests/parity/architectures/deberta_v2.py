import numpy as np
from parity.arch import Arch, Row
from parity.encoders import TINY, VOCABULARY, classes, text_rows, texts, word_labels
from parity.texts import token_ids

SMALL = TINY | dict(
    relative_attention=True,
    pos_att_type=["p2c", "c2p"],
    position_buckets=8,
    max_relative_positions=12,
    norm_rel_ebd="layer_norm",
    share_att_key=True,
    pad_token_id=0,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=2,
    relative_attention=True,
    pos_att_type="c2p|p2c",
    embedding_size=16,
    conv_kernel_size=5,
    conv_act="gelu",
    conv_groups=3,
    pooler_hidden_act="tanh",
    num_labels=5,
    cls_dropout=0.3,
)
RELATIVE = TINY | dict(relative_attention=True, position_biased_input=False)
LONG = RELATIVE | dict(max_relative_positions=20, pos_att_type=["c2p", "p2c"])


def long(rng: np.random.Generator) -> dict:
    return {"input_ids": token_ids(rng, VOCABULARY, 1, 70)}


def soft(rng: np.random.Generator) -> np.ndarray:
    return rng.random((3, 5)).astype(np.float32)


ARCH = Arch(
    "deberta-v2",
    "DebertaV2",
    "deberta_v2",
    rows=[
        *text_rows(SMALL, OTHER, embedding=24),
        Row("Model", TINY, texts(), "absolute"),
        Row("Model", RELATIVE | dict(pos_att_type=["c2p"]), texts(), "c2p"),
        Row(
            "Model",
            RELATIVE | dict(pos_att_type=["p2c"], norm_rel_ebd="none|layer_norm"),
            texts(),
            "p2c",
        ),
        Row("Model", RELATIVE, texts(), "no-looks"),
        Row("Model", TINY | dict(pos_att_type=["c2p", "p2c"]), texts(), "looks-unused"),
        Row(
            "Model",
            RELATIVE | dict(pos_att_type=["c2p"], share_att_key=True),
            texts(),
            "shared-c2p",
        ),
        Row("Model", LONG, long, "long"),
        Row("Model", LONG | dict(position_buckets=16), long, "long-buckets"),
        Row("Model", LONG | dict(position_buckets=7), long, "odd-buckets"),
        Row("ForMaskedLM", SMALL | dict(legacy=False), texts({"labels": word_labels}), "new-head"),
        Row("ForSequenceClassification", OTHER, texts({"labels": soft}), "soft"),
        Row(
            "ForSequenceClassification",
            OTHER,
            texts({"labels": lambda rng: np.array([3, -1, 0])}),
            "unlabelled",
        ),
        Row(
            "ForSequenceClassification",
            OTHER | dict(problem_type="single_label_classification"),
            texts({"labels": classes(5, 3)}),
            "problem",
        ),
    ],
    must_see={
        "Model-default": [
            "encoder.rel_embeddings.weight",
            "encoder.layer.2.attention.self.query_proj.bias",
        ]
    },
    must_see_options={
        "Model-default": [
            {"hidden_act": "gelu_new"},
            {"layer_norm_eps": 0.001},
            {"max_relative_positions": 33},
            {"pos_att_type": ["p2c"]},
        ]
    },
    must_see_lines={"Model-other": [("residual + change", "change")]},
)
