"""Gemma 2: bounded scores, windows, four norms, heads, on every backend against transformers."""

from __future__ import annotations

from typing import Any

import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.decoding import check_steps
from parity.mutations import assert_seen
from parity.test_llama import EVERYTHING, TINY, classes, texts, words

DEFAULT = TINY | dict(head_dim=8, query_pre_attn_scalar=16, sliding_window=3)
OTHER = DEFAULT | dict(
    head_dim=10,
    num_key_value_heads=1,
    attention_bias=True,
    hidden_activation="gelu",
    rms_norm_eps=1e-3,
    tie_word_embeddings=False,
    num_labels=5,
    query_pre_attn_scalar=7,
    attn_logit_softcapping=2.0,
    final_logit_softcapping=1.5,
    layer_types=["full_attention", "sliding_attention", "full_attention"],
)


def case(name: str, head: str, options: dict[str, Any], inputs: Any = None) -> Case:
    name, head = f"Gemma2{head}-{name}", f"Gemma2{head}"
    inputs = inputs or texts()
    # upstream keeps the scale of embeddings in float32
    more = dict(padded="attention_mask", rounded=True)
    return Case(name, head, "Gemma2Config", options, inputs, EVERYTHING, **more)


CASES = [
    case("default", "Model", DEFAULT),
    case("other", "Model", OTHER),
    case("default", "ForCausalLM", DEFAULT, texts(labels=words)),
    case("other", "ForCausalLM", OTHER),
    case("uncapped", "ForCausalLM", DEFAULT | {"final_logit_softcapping": None}),
    case("default", "ForSequenceClassification", DEFAULT, texts(labels=classes(2, 3))),
    case("other", "ForTokenClassification", OTHER, texts(labels=classes(5, 3, 9))),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("room", [False, True], ids=["growing", "preallocated"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_cache_changes_nothing(backend: str, room: bool) -> None:
    check_steps(CASES[2], backend, room=room, sizes=(5, 1, 1, 2))


@pytest.mark.parametrize("name", ["layers.1.post_feedforward_layernorm.weight", "norm.weight"])
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[1], zero=name)
