"""TimesFM: forecasts of series of several lengths, on all backends, against transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, Case, check, difference, expected
from parity.encoders import EVERYTHING
from parity.mutations import assert_seen

from auto_core.configs.timesfm import TimesFmConfig
from auto_core.errors import ConfigError, InputError

TINY = dict(
    patch_length=4,
    context_length=24,
    horizon_length=6,
    num_hidden_layers=2,
    hidden_size=16,
    intermediate_size=20,
    head_dim=6,
    num_attention_heads=3,
    quantiles=[0.1, 0.5, 0.8],
)
OTHER = TINY | dict(
    horizon_length=3,
    use_positional_embedding=True,
    max_timescale=50,
    rms_norm_eps=1e-2,
    tolerance=0.5,
    quantiles=[0.3],
    freq_size=5,
)
HEAD = "TimesFmModelForPrediction"


def walk(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Series that wander about 5."""
    return (5 + np.cumsum(rng.standard_normal(shape), -1)).astype(np.float32)


def whole(length: int, horizon: int = 0):
    """Three series of one length and, if a horizon is given, what follows."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = {"past_values": walk(rng, 3, length), "freq": [0, 2, 1]}
        return inputs | ({"future_values": walk(rng, 3, horizon)} if horizon else {})

    return make


def patches(rng: np.random.Generator) -> dict[str, Any]:
    """What the network itself takes: padding in front, within a patch, and everywhere."""
    padding = np.zeros((3, 24), np.float32)
    padding[1, :10] = padding[2] = 1
    values = walk(rng, 3, 24).astype(np.float64)
    values[0, 5] = 1123581321.0  # stands for a missing one, and no float32 is that
    return {
        "past_values": values,
        "past_values_padding": padding,
        "freq": np.array([[0], [2], [1]]),
    }


CASES = [
    Case(f"{head}-{name}", head, "TimesFmConfig", config, make, EVERYTHING | requests)
    for name, head, config, make, requests in [
        ("default", "TimesFmModel", TINY, patches, {}),
        ("other", "TimesFmModel", OTHER, patches, {}),
        ("default", HEAD, TINY, whole(24, 6), {}),
        ("short", HEAD, TINY, whole(9, 6), {}),
        ("long", HEAD, OTHER, whole(40, 3), {}),
        ("windows", HEAD, OTHER, whole(17), {"window_size": 5}),
        (
            "context",
            HEAD,
            OTHER,
            whole(18),
            {"return_forecast_on_context": True, "truncate_negative": True},
        ),
        ("less", HEAD, TINY, whole(20), {"forecast_context_len": 12}),
    ]
]
BY_NAME = {case.name: case for case in CASES}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_outputs(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("kind", ["arrays", "lists", "tensors"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_series_of_several_lengths(backend: str, kind: str) -> None:
    case = BY_NAME[f"{HEAD}-windows"]
    rng = np.random.default_rng(1)
    series = [walk(rng, length) for length in (30, 7, 1)]
    theirs = oracle.reference(case.head, case.config, dict(case.options))
    with torch.no_grad():
        exact = theirs(past_values=[torch.tensor(one) for one in series], window_size=3)
    ops = backends.importlib.import_module(f"{backends.PACKAGES[backend][0]}.ops")
    make = {"arrays": np.asarray, "lists": np.ndarray.tolist, "tensors": ops.asarray}[kind]
    model = backends.load(backend, case.head, expected(case).directory, dtype="float32")
    found = backends.run(
        backend, model, {"past_values": [make(one) for one in series]}, window_size=3
    )
    for name in ("mean_predictions", "full_predictions", "last_hidden_state"):
        assert difference(found[name], exact[name].numpy()) <= FLOAT32_TOLERANCE, name


def test_nothing_below_zero_only_where_the_past_has_nothing_below() -> None:
    case = BY_NAME[f"{HEAD}-default"]
    model = backends.load("numpy", case.head, expected(case).directory)
    values = np.abs(expected(case).inputs["past_values"])
    values[:, :4] = 0, 0, 0, 8  # which says what all are divided by
    plain = model(past_values=values).mean_predictions
    cut = model(past_values=values, truncate_negative=True).mean_predictions
    assert plain.min() < 0
    np.testing.assert_array_equal(cut, np.maximum(plain, 0))
    values[0, 0] = -1
    plain = model(past_values=values).mean_predictions
    cut = model(past_values=values, truncate_negative=True).mean_predictions
    np.testing.assert_array_equal(cut, plain)


@pytest.mark.parametrize("name", ["decoder.layers.1.self_attn.scaling", "decoder.freq_emb.weight"])
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(BY_NAME[f"{HEAD}-default"], zero=name)


@pytest.mark.parametrize(
    "change", [{"rms_norm_eps": 1e-6}, {"tolerance": 1e-6}], ids=lambda change: next(iter(change))
)
def test_a_wrong_option_is_seen(change: dict[str, Any]) -> None:
    assert_seen(BY_NAME["TimesFmModel-other"], options=change)


@pytest.mark.parametrize("length", [0, 10])
def test_the_context_is_of_whole_patches(length: int) -> None:
    case = BY_NAME[f"{HEAD}-default"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match=f"forecast_context_len is {length}, .* length, 4"):
        model(**expected(case).inputs, forecast_context_len=length)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"context_length": 33}, "a multiple of patch_length=32"),
        ({"hidden_size": 3, "use_positional_embedding": True}, "an even number"),
    ],
    ids=["context", "positions"],
)
def test_config_refuses(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        TimesFmConfig(**options)
