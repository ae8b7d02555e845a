"""ELECTRA, generator and discriminator, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.decoding import check_steps
from parity.encoders import (
    EVERYTHING,
    TINY,
    VOCABULARY,
    choices,
    classes,
    context,
    head_cases,
    texts,
    word_labels,
)
from parity.mutations import assert_seen
from parity.texts import token_ids

SMALL = TINY | dict(embedding_size=16, type_vocab_size=3)
OTHER = SMALL | dict(
    embedding_size=24,
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    num_labels=5,
    classifier_dropout=0.3,
    chunk_size_feed_forward=3,
    summary_type="mean",
    summary_use_proj=False,
    summary_activation="tanh",
)
DECODER = SMALL | dict(is_decoder=True, tie_word_embeddings=False)
CROSS = SMALL | dict(is_decoder=True, add_cross_attention=True)


def boolean_mask(rng: np.random.Generator) -> dict:
    inputs = texts({"labels": classes(2, 3, 9)})(rng)
    return inputs | {"attention_mask": inputs["attention_mask"].astype(bool)}


def without_mask(rng: np.random.Generator) -> dict:
    return {
        "input_ids": token_ids(rng, VOCABULARY, 2, 6),
        "labels": rng.integers(0, 2, (2, 6)),
    }


CASES = [
    *head_cases("Electra", SMALL, OTHER, embedding=16),
    *(
        Case(f"{head}-{name}", head, "ElectraConfig", options, inputs, EVERYTHING)
        for name, head, options, inputs in [
            ("default", "ElectraForPreTraining", SMALL, boolean_mask),
            ("no-mask", "ElectraForPreTraining", OTHER, without_mask),
            ("decoder", "ElectraForCausalLM", DECODER, texts({"labels": word_labels})),
            ("cross", "ElectraForCausalLM", CROSS, context(24)),
            ("last", "ElectraForMultipleChoice", SMALL | dict(summary_type="last"), choices()),
            (
                "cls_index",
                "ElectraForMultipleChoice",
                SMALL | dict(summary_type="cls_index", summary_activation=""),
                choices(),
            ),
        ]
    ),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "options", [{"hidden_act": "gelu_new"}, {"layer_norm_eps": 1e-3}, {"is_decoder": True}], ids=str
)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(CASES[0], options=options)


@pytest.mark.parametrize(
    "name", ["embeddings_project.bias", "encoder.layer.1.attention.self.key.weight"]
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("room", [False, True], ids=["growing", "preallocated"])
def test_steps(room: bool, backend: str) -> None:
    case = next(case for case in CASES if case.name == "ElectraForCausalLM-cross")
    check_steps(case, backend, room=room, sizes=(4, 1, 4))
