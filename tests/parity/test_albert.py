"""ALBERT, with shared and inner groups, against transformers."""

from __future__ import annotations

import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.encoders import EVERYTHING, TINY, classes, head_cases, texts, word_labels
from parity.mutations import assert_seen

SMALL = TINY | dict(embedding_size=16, type_vocab_size=3)
OTHER = SMALL | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    num_hidden_layers=5,
    num_hidden_groups=3,
    inner_group_num=2,
    num_labels=5,
    classifier_dropout_prob=0.3,
    chunk_size_feed_forward=3,
)
TRAINING = {"labels": word_labels, "sentence_order_label": classes(2, 3)}

CASES = [
    *head_cases("Albert", SMALL, OTHER, embedding=16),
    *(
        Case(
            f"AlbertForPreTraining-{name}",
            "AlbertForPreTraining",
            "AlbertConfig",
            options,
            texts(TRAINING),
            EVERYTHING,
        )
        for name, options in [("default", SMALL), ("other", OTHER | {"num_labels": 2})]
    ),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "options",
    [{"hidden_act": "gelu"}, {"layer_norm_eps": 1e-3}, {"num_hidden_layers": 4}],
    ids=str,
)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(CASES[0], options=options)


@pytest.mark.parametrize(
    "name",
    [
        "encoder.embedding_hidden_mapping_in.bias",
        "encoder.albert_layer_groups.0.albert_layers.0.ffn_output.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)
