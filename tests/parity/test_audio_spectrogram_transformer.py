"""AST: both heads, losses, overlapping patches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.backends import BACKENDS
from parity.checks import Case, check, expected
from parity.encoders import EVERYTHING, classes
from parity.mutations import assert_seen
from parity.waves import filter_banks

from auto_core import ASTConfig
from auto_core.errors import ConfigError, InputError

TINY = dict(
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=40,
    patch_size=4,
    frequency_stride=3,
    time_stride=5,
    max_length=22,
    num_mel_bins=11,
)
OTHER = TINY | dict(
    hidden_act="relu",
    qkv_bias=False,
    num_attention_heads=2,
    frequency_stride=4,
    time_stride=4,
    layer_norm_eps=1e-3,
    num_labels=5,
)


def sound(**labels: Any):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs: dict[str, Any] = {"input_values": filter_banks(rng, 3, 22, 11)}
        return inputs | {name: maker(rng) for name, maker in labels.items()}

    return make


def several(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 2, (3, 5)).astype(np.float32)


CASES = [
    Case(f"AST{head}-{name}", f"AST{head}", "ASTConfig", options, inputs, EVERYTHING)
    for name, head, options, inputs in [
        ("default", "Model", TINY, sound()),
        ("default", "ForAudioClassification", TINY, sound(labels=classes(2, 3))),
        ("several", "ForAudioClassification", OTHER, sound(labels=several)),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("change", [{"hidden_act": "gelu"}, {"layer_norm_eps": 1e-12}], ids=list)
def test_a_wrong_option_is_seen(change: dict[str, Any]) -> None:
    assert_seen(CASES[2], options=change)


def test_a_lost_parameter_is_seen() -> None:
    assert_seen(CASES[0], zero="embeddings.distillation_token")


def test_refuses() -> None:
    with pytest.raises(ConfigError, match="at least patch_size=16"):
        ASTConfig(num_mel_bins=8)
    model = backends.load("numpy", "ASTModel", expected(CASES[0]).directory)
    with pytest.raises(InputError, match=r"\(20, 11\), expected \(22, 11\)"):
        model(np.zeros((1, 20, 11)))
