"""LayoutLM: every head, two configs, all backends, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends, encoders
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.encoders import EVERYTHING, answer, classes, numbers, texts, word_labels
from parity.mutations import assert_seen

from auto_core.configs.layoutlm import LayoutLMConfig
from auto_core.errors import ConfigError, InputError

TINY = encoders.TINY | dict(num_hidden_layers=2, max_2d_position_embeddings=50)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    pad_token_id=1,
    num_labels=5,
    chunk_size_feed_forward=3,
)


def boxes(rng: np.random.Generator) -> np.ndarray:
    """[3 9 4]: left, top, right, bottom."""
    corners = rng.integers(0, 25, (3, 9, 2))
    return np.concatenate([corners, corners + rng.integers(0, 25, (3, 9, 2))], -1)


def pages(**labels: Any):
    """Texts with their boxes on the page."""
    return lambda rng: texts(labels)(rng) | {"bbox": boxes(rng)}


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": rng.standard_normal((3, 9, 24)), "bbox": boxes(rng)}


CASES = [
    Case(f"LayoutLM{head}-{name}", f"LayoutLM{head}", "LayoutLMConfig", config, make, EVERYTHING)
    for name, head, config, make in [
        ("default", "Model", TINY, pages()),
        ("nowhere", "Model", TINY, texts()),
        ("vectors", "Model", OTHER, vectors),
        ("default", "ForMaskedLM", TINY, pages(labels=word_labels)),
        ("untied", "ForMaskedLM", OTHER | {"tie_word_embeddings": False}, pages()),
        ("classes", "ForSequenceClassification", OTHER, pages(labels=classes(5, 3))),
        ("number", "ForSequenceClassification", TINY | {"num_labels": 1}, pages(labels=numbers(3))),
        ("other", "ForTokenClassification", OTHER, pages(labels=classes(5, 3, 9))),
        ("default", "ForQuestionAnswering", TINY, lambda rng: pages()(rng) | answer(rng)),
        ("other", "ForQuestionAnswering", OTHER | {"num_labels": 2}, pages()),
    ]
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_outputs(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "name",
    [
        "layoutlm.embeddings.h_position_embeddings.weight",
        "layoutlm.embeddings.y_position_embeddings.weight",
        "qa_outputs.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME["LayoutLMForQuestionAnswering-default"], zero=name)


def test_a_wrong_option_is_seen() -> None:
    assert_seen(BY_NAME["LayoutLMModel-default"], options={"hidden_act": "gelu_new"})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"is_decoder": True}, "LayoutLM is an encoder"),
        ({"num_attention_heads": 7}, "a divisor of hidden_size=768"),
        ({"position_embedding_type": "rotary"}, "one of absolute, relative_key"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_config_refuses(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        LayoutLMConfig(**options)


def test_what_cannot_answer() -> None:
    with pytest.raises(ConfigError, match="num_labels is 3, expected 2"):
        backends.model_class("numpy", "LayoutLMForQuestionAnswering").skeleton(
            LayoutLMConfig.from_dict({"num_labels": 3})
        )


def test_boxes_need_tokens() -> None:
    reference = expected(BY_NAME["LayoutLMModel-nowhere"])
    model = backends.load("numpy", "LayoutLMModel", reference.directory)
    with pytest.raises(InputError, match="exactly one of input_ids"):
        model(bbox=np.zeros((1, 1, 4), np.int64))
