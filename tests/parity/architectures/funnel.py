from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.encoders import answer, choices, classes, embeds, texts, word_labels
from parity.texts import token_ids

TINY: dict[str, Any] = dict(
    vocab_size=67,
    block_sizes=[1, 2, 1],
    num_decoder_layers=2,
    d_model=24,
    n_head=4,
    d_head=5,
    d_inner=40,
)
OTHER = TINY | dict(
    n_head=3,
    attention_type="factorized",
    pooling_type="max",
    pool_q_only=False,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    block_repeats=[2, 1, 2],
    num_labels=5,
    pad_token_id=0,
)
WITHOUT = TINY | dict(separate_cls=False, block_repeats=[1, 2, 1], pool_q_only=False)
LONGER = OTHER | dict(truncate_seq=False, pool_q_only=True, pooling_type="mean")
FACTORS = WITHOUT | dict(
    attention_type="factorized", pool_q_only=True, block_sizes=[1, 1], block_repeats=None
)


def typed(**labels: Any):
    """Texts whose first tokens have the type 2."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = texts(labels)(rng)
        inputs["token_type_ids"][:, 0] = 2
        return inputs

    return make


def of_length(tokens: int):
    return lambda rng: {"input_ids": token_ids(rng, 67, 2, tokens)}


ARCH = Arch(
    "funnel",
    "Funnel",
    "funnel",
    configs={
        "default": TINY,
        "other": OTHER,
        "without": WITHOUT,
        "longer": LONGER,
        "factors": FACTORS,
    },
    trained="ForMaskedLM-default",
    rows=[
        *(Row("Model", name, typed()) for name in ("without", "longer", "factors")),
        *(Row("BaseModel", name, typed()) for name in ("default", "other", "without", "longer")),
        Row("Model", "default", of_length(8), "even"),
        Row("BaseModel", "other", of_length(6), "even"),
        Row("BaseModel", "without", of_length(10), "even"),
        Row("Model", "longer", of_length(12), "even"),
        Row("Model", "default", embeds(24), "embeds"),
        Row("ForPreTraining", "other", typed(labels=classes(2, 3, 9))),
        Row("ForPreTraining", "default", lambda rng: of_length(7)(rng) | {"labels": np.eye(2, 7)}),
        Row("ForMaskedLM", "default", typed(labels=word_labels)),
        Row("ForSequenceClassification", "default", typed(labels=classes(2, 3))),
        Row("ForMultipleChoice", "other", choices()),
        Row("ForTokenClassification", "other", typed(labels=classes(5, 3, 9))),
        Row("ForQuestionAnswering", "default", lambda rng: typed()(rng) | answer(rng)),
        Row("Model", "default", typed()),
        Row("Model", "other", typed()),
        Row("ForSequenceClassification", "other", typed(labels=classes(5, 3))),
    ],
    must_see=[
        "funnel.encoder.blocks.1.1.attention.r_s_bias",
        "funnel.encoder.blocks.1.0.attention.r_kernel",
        "funnel.encoder.blocks.2.0.attention.seg_embed",
    ],
    must_see_options={
        "ForSequenceClassification-other": [
            {"pooling_type": "mean"},
            {"pool_q_only": True},
            {"separate_cls": False},
            {"truncate_seq": False},
        ],
    },
    refuses=[
        {"pooling_type": "min"},
        {"attention_type": "absolute"},
        {"block_repeats": [1]},
        {"block_sizes": [1, 0, 1]},
        {"d_model": 27},
    ],
)
