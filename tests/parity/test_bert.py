"""BERT: every head, several configs, all backends, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check, compare, expected
from parity import backends
from parity.texts import padding, token_ids

TINY = dict(
    vocab_size=67,
    hidden_size=24,
    num_hidden_layers=3,
    num_attention_heads=4,
    intermediate_size=40,
    max_position_embeddings=33,
    type_vocab_size=3,
)
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
EVERYTHING = dict(output_hidden_states=True, output_attentions=True)


def texts(labels: dict[str, Any] | None = None):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = {
            "input_ids": token_ids(rng, 67, 3, 9),
            "attention_mask": padding([9, 5, 1], 9),
            "token_type_ids": rng.integers(0, 2, (3, 9)),
        }
        return inputs | {name: make(rng) for name, make in (labels or {}).items()}

    return make


def word_labels(rng: np.random.Generator) -> np.ndarray:
    labels = rng.integers(0, 67, (3, 9))
    labels[:, ::3] = -100
    return labels


def choices(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "input_ids": token_ids(rng, 67, 2, 3, 6),
        "attention_mask": padding([6, 2, 4, 6, 5, 3], 6).reshape(2, 3, 6),
        "token_type_ids": rng.integers(0, 2, (2, 3, 6)),
        "labels": np.array([2, 0]),
    }


def numbers(*shape: int):
    return lambda rng: rng.standard_normal(shape).astype(np.float32)


def classes(count: int, *shape: int):
    return lambda rng: rng.integers(0, count, shape)


def with_context(rng: np.random.Generator) -> dict[str, Any]:
    return texts()(rng) | {
        "encoder_hidden_states": rng.standard_normal((3, 7, 24)),
        "encoder_attention_mask": padding([7, 2, 4], 7),
        "labels": word_labels(rng),
    }


DECODER = TINY | dict(is_decoder=True, tie_word_embeddings=False)
CROSS = TINY | dict(is_decoder=True, add_cross_attention=True)

CASES = [
    Case(f"{head}-{name}", head, "BertConfig", options, inputs, EVERYTHING)
    for name, head, options, inputs in [
        ("default", "BertModel", TINY, texts()),
        ("other", "BertModel", OTHER, texts()),
        ("decoder", "BertModel", DECODER, texts()),
        ("embeds", "BertModel", TINY, lambda rng: {"inputs_embeds": rng.standard_normal((2, 5, 24))}),
        (
            "positions",
            "BertModel",
            TINY,
            lambda rng: {
                "input_ids": token_ids(rng, 67, 2, 5),
                "position_ids": rng.integers(0, 33, (2, 5)),
            },
        ),
        ("length-1", "BertModel", TINY, lambda rng: {"input_ids": token_ids(rng, 67, 1, 1)}),
        (
            "pretraining",
            "BertForPreTraining",
            TINY,
            texts({"labels": word_labels, "next_sentence_label": classes(2, 3)}),
        ),
        (
            "other",
            "BertForPreTraining",
            OTHER,
            texts({"labels": word_labels, "next_sentence_label": classes(2, 3)}),
        ),
        ("default", "BertForMaskedLM", TINY, texts({"labels": word_labels})),
        ("untied", "BertForMaskedLM", OTHER | {"tie_word_embeddings": False}, texts()),
        ("decoder", "BertLMHeadModel", DECODER, texts({"labels": word_labels})),
        ("cross", "BertLMHeadModel", CROSS, with_context),
        ("default", "BertForNextSentencePrediction", TINY, texts({"labels": classes(2, 3)})),
        ("other", "BertForNextSentencePrediction", OTHER, texts({"labels": classes(2, 3)})),
        ("single", "BertForSequenceClassification", OTHER, texts({"labels": classes(5, 3)})),
        (
            "regression",
            "BertForSequenceClassification",
            TINY | {"num_labels": 1},
            texts({"labels": numbers(3)}),
        ),
        (
            "regressions",
            "BertForSequenceClassification",
            OTHER | {"problem_type": "regression"},
            texts({"labels": numbers(3, 5)}),
        ),
        (
            "multi",
            "BertForSequenceClassification",
            OTHER,
            texts({"labels": lambda rng: rng.integers(0, 2, (3, 5)).astype(np.float32)}),
        ),
        ("default", "BertForMultipleChoice", TINY, choices),
        ("other", "BertForMultipleChoice", OTHER, choices),
        ("default", "BertForTokenClassification", TINY, texts({"labels": classes(2, 3, 9)})),
        ("other", "BertForTokenClassification", OTHER, texts({"labels": classes(5, 3, 9)})),
        (
            "default",
            "BertForQuestionAnswering",
            TINY,
            texts(
                {
                    "start_positions": lambda rng: np.array([2, 11, 0]),
                    "end_positions": lambda rng: np.array([4, 8, -1]),
                }
            ),
        ),
        ("other", "BertForQuestionAnswering", TINY | {"hidden_act": "relu"}, texts()),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


MUTATIONS = {
    "hidden_act": {"hidden_act": "gelu_new"},
    "layer_norm_eps": {"layer_norm_eps": 1e-3},
    "heads": {"num_attention_heads": 2},
    "causal": {"is_decoder": True},
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_wrong_option_is_seen(mutation: str) -> None:
    case = CASES[0]
    reference = expected(case)
    model = backends.load(
        "numpy", case.head, reference.directory, dtype="float64", **MUTATIONS[mutation]
    )
    with pytest.raises(AssertionError, match="differs by"):
        compare(case, "torch", backends.run("numpy", model, reference.inputs, **case.requests))


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
    case = CASES[0]
    reference = expected(case)
    model = backends.load("numpy", case.head, reference.directory, dtype="float64")
    slot = next(slot for slot in model.slots() if slot.name == name)
    slot.write(np.zeros(slot.shape), "float64", None)
    with pytest.raises(AssertionError, match="differs by"):
        compare(case, "torch", backends.run("numpy", model, reference.inputs, **case.requests))
