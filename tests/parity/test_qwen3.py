"""Qwen3: norms of queries and keys, windows, heads, on every backend against transformers."""

from __future__ import annotations

from typing import Any

import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.decoding import check_steps
from parity.mutations import assert_seen
from parity.test_llama import EVERYTHING, TINY, TYPES, classes, places, texts, words

DEFAULT = TINY | dict(head_dim=8)
OTHER = TINY | dict(
    head_dim=10,
    num_key_value_heads=1,
    attention_bias=True,
    hidden_act="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=True,
    num_labels=5,
)
WINDOWS = DEFAULT | dict(use_sliding_window=True, sliding_window=3, max_window_layers=1)


def case(name: str, head: str, options: dict[str, Any], inputs: Any = None) -> Case:
    padded = "attention_mask" if "sliding_window" in options else ""
    name, head = f"Qwen3{head}-{name}", f"Qwen3{head}"
    return Case(name, head, "Qwen3Config", options, inputs or texts(), EVERYTHING, padded)


CASES = [
    case("default", "Model", DEFAULT),
    case("other", "Model", OTHER),
    case("windows", "Model", WINDOWS),
    case("types", "Model", WINDOWS | {"layer_types": TYPES}),
    case("windows", "ForCausalLM", WINDOWS, texts(labels=words)),
    case("tied", "ForCausalLM", OTHER),
    case("default", "ForSequenceClassification", DEFAULT, texts(labels=classes(2, 3))),
    case("other", "ForTokenClassification", OTHER, texts(labels=classes(5, 3, 9))),
    case(
        "default",
        "ForQuestionAnswering",
        DEFAULT,
        texts(start_positions=places, end_positions=places),
    ),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("room", [False, True], ids=["growing", "preallocated"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_cache_changes_nothing(backend: str, room: bool) -> None:
    check_steps(CASES[4], backend, room=room, sizes=(5, 1, 1, 2))


@pytest.mark.parametrize("name", ["layers.1.self_attn.q_norm.weight", "norm.weight"])
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[1], zero=name)
