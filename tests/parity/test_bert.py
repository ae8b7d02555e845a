"""BERT: every head, several configs, all backends, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
from parity import encoders
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.encoders import (
    EVERYTHING,
    classes,
    context,
    head_cases,
    numbers,
    texts,
    word_labels,
)
from parity.mutations import assert_seen

TINY = encoders.TINY | dict(type_vocab_size=3)
OTHER = TINY | dict(
    hidden_act="gelu_new",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=2,
    num_labels=5,
    pad_token_id=1,
    classifier_dropout=0.3,
    chunk_size_feed_forward=3,
)
DECODER = TINY | dict(is_decoder=True, tie_word_embeddings=False)
CROSS = TINY | dict(is_decoder=True, add_cross_attention=True)
PAIR = {"labels": word_labels, "next_sentence_label": classes(2, 3)}


def several(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 2, (3, 5)).astype(np.float32)


CASES = [
    *head_cases("Bert", TINY, OTHER),
    *(
        Case(f"Bert{head}-{name}", f"Bert{head}", "BertConfig", options, inputs, EVERYTHING)
        for name, head, options, inputs in [
            ("decoder", "Model", DECODER, texts()),
            ("pretraining", "ForPreTraining", TINY, texts(PAIR)),
            ("other", "ForPreTraining", OTHER, texts(PAIR)),
            ("decoder", "LMHeadModel", DECODER, texts({"labels": word_labels})),
            ("cross", "LMHeadModel", CROSS, context(24)),
            ("default", "ForNextSentencePrediction", TINY, texts({"labels": classes(2, 3)})),
            ("other", "ForNextSentencePrediction", OTHER, texts({"labels": classes(2, 3)})),
            (
                "numbers",
                "ForSequenceClassification",
                OTHER | {"problem_type": "regression"},
                texts({"labels": numbers(3, 5)}),
            ),
            ("several", "ForSequenceClassification", OTHER, texts({"labels": several})),
            ("other", "ForQuestionAnswering", TINY | {"hidden_act": "relu"}, texts()),
        ]
    ),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "options",
    [
        {"hidden_act": "gelu_new"},
        {"layer_norm_eps": 1e-3},
        {"num_attention_heads": 2},
        {"is_decoder": True},
    ],
    ids=str,
)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(CASES[0], options=options)


@pytest.mark.parametrize(
    "name",
    [
        "embeddings.LayerNorm.bias",
        "encoder.layer.1.attention.self.key.weight",
        "encoder.layer.2.output.dense.bias",
        "pooler.dense.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)
