"""TimesFM: forecasts of series of several lengths, on all backends, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.arch import architecture
from parity.architectures.timesfm import walk
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, Case, difference, expected

from auto_core.errors import InputError
from auto_core.models.timesfm2_5 import running_statistics

CASES = architecture("timesfm").by_id()
NEWER = architecture("timesfm2_5").by_id()


@pytest.mark.parametrize("cases", [CASES, NEWER], ids=["timesfm", "timesfm2_5"])
@pytest.mark.parametrize("kind", ["arrays", "lists", "tensors"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_series_of_several_lengths(backend: str, kind: str, cases: dict[str, Case]) -> None:
    case = cases["ModelForPrediction-windows"]
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
    case = CASES["ModelForPrediction-default"]
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


@pytest.mark.parametrize("cases", [CASES, NEWER], ids=["timesfm", "timesfm2_5"])
@pytest.mark.parametrize("length", [0, 10])
def test_the_context_is_of_whole_patches(length: int, cases: dict[str, Case]) -> None:
    case = cases["ModelForPrediction-default"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match=f"forecast_context_len is {length}, .* length, 4"):
        model(**expected(case).inputs, forecast_context_len=length)


def test_no_loss_of_a_moving_average() -> None:
    case = NEWER["ModelForPrediction-default"]
    model = backends.load("numpy", case.head, expected(case).directory)
    with pytest.raises(InputError, match="window_size or future_values"):
        model(**expected(case).inputs, window_size=3)


def test_large_values_keep_their_deviation() -> None:
    rng = np.random.default_rng(0)
    values = 1e4 + rng.standard_normal((2, 5, 4)).astype(np.float32)
    mean, deviation = running_statistics(values, np.ones(values.shape, bool))
    for patch in range(5):
        past = values[:, : patch + 1].reshape(2, -1).astype(np.float64)
        np.testing.assert_allclose(mean[:, patch], past.mean(1), rtol=1e-6)
        np.testing.assert_allclose(deviation[:, patch], past.std(1), rtol=1e-3)
