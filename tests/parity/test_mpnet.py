"""MPNet, with texts longer than its widest bucket of distances, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.encoders import EVERYTHING, TINY, VOCABULARY, head_cases
from parity.mutations import assert_seen
from parity.texts import token_ids

from auto_core import MPNetConfig
from auto_core.errors import ConfigError

SMALL = TINY | dict(pad_token_id=1)
OTHER = SMALL | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    relative_attention_num_buckets=40,
    num_labels=5,
)


def long(rng: np.random.Generator) -> dict:
    return {"input_ids": token_ids(rng, VOCABULARY, 1, 150)}


CASES = [
    *head_cases("MPNet", SMALL, OTHER, segments=False, pad=1),
    Case(
        "MPNetModel-long",
        "MPNetModel",
        "MPNetConfig",
        SMALL | dict(max_position_embeddings=160),
        long,
        EVERYTHING,
    ),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("options", [{"hidden_act": "gelu_new"}, {"layer_norm_eps": 1e-3}], ids=str)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(CASES[0], options=options)


@pytest.mark.parametrize(
    "name", ["encoder.relative_attention_bias.weight", "encoder.layer.1.attention.attn.o.bias"]
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)


def test_fewer_buckets_than_distances_have_are_refused() -> None:
    with pytest.raises(ConfigError, match="at least 32"):
        MPNetConfig(relative_attention_num_buckets=16)
