"""Futures that models of time series sample, against transformers and their own distributions."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from generation.checkpoints import numpy
from parity import backends
from parity.arch import architecture
from parity.backends import BACKENDS, PACKAGES
from parity.checks import Case, difference, expected

from auto_core.errors import ConfigError, InputError

TYPES = ("time_series_transformer", "informer", "autoformer")
ROWS = [(name, row) for name in TYPES for row in ("default", "counts", "plain", "other")]
STEPWISE = [b for b in BACKENDS if b in ("numpy", "torch")]
# How far a mean of samples may be from what it estimates, in standard errors: once in 10^9.
BOUND = 6.0


def case_of(name: str, row: str) -> Case:
    return architecture(name).by_id()[f"ForPrediction-{row}"]


def past(case: Case) -> dict[str, Any]:
    """What `generate` gets."""
    inputs = expected(case).inputs
    return {k: v for k, v in inputs.items() if k not in ("future_values", "future_observed_mask")}


@pytest.fixture(autouse=True)
def patches(monkeypatch: pytest.MonkeyPatch) -> None:
    """What both libraries do otherwise in an architecture's tests."""
    for name in TYPES:
        if patch := architecture(name).patch:
            patch(monkeypatch)


@pytest.fixture
def means(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sample is its distribution's mean, in both libraries."""
    for kind in ("StudentT", "Normal", "NegativeBinomial"):
        theirs = getattr(torch.distributions, kind)
        monkeypatch.setattr(theirs, "sample", lambda self, shape=torch.Size(): self.mean)  # noqa: B008
    for backend in BACKENDS:
        ours = importlib.import_module(f"{PACKAGES[backend][0]}.blocks.distributions")
        located = staticmethod(lambda rng, shape, *p: p[-2] + np.zeros(shape, p[0].dtype))
        counted = staticmethod(lambda rng, shape, n, p: n * np.exp(p) + np.zeros(shape, n.dtype))
        monkeypatch.setattr(ours.StudentT, "sample", located)
        monkeypatch.setattr(ours.Normal, "sample", located)
        monkeypatch.setattr(ours.NegativeBinomial, "sample", counted)


@pytest.mark.usefixtures("means")
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("name", "row"), ROWS)
def test_each_step_follows_from_those_before(name: str, row: str, backend: str) -> None:
    if backend not in STEPWISE and row != "other":
        pytest.skip("the same steps")
    case = case_of(name, row)
    directory = expected(case).directory
    theirs = getattr(transformers, case.head).from_pretrained(directory, num_parallel_samples=2)
    given = {k: torch.from_numpy(v) for k, v in past(case).items()}
    truth = theirs.eval().generate(**given).sequences
    ours = backends.load(backend, case.head, directory, num_parallel_samples=2)
    found = numpy(ours.generate(**past(case)).sequences)
    assert found.shape == tuple(truth.shape)
    assert difference(found, truth.numpy()) <= 2e-5


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("name", "row"), ROWS)
def test_samples_have_their_distribution(name: str, row: str, backend: str) -> None:
    """Of the first step, whose parameters no sample has changed yet."""
    if backend not in STEPWISE and row != "other":
        pytest.skip("the same steps")
    case, count = case_of(name, row), 3000
    model = backends.load(backend, case.head, expected(case).directory, num_parallel_samples=count)
    output = backends.run(backend, model, expected(case).inputs)
    found = numpy(model.generate(**past(case)).sequences)[:, :, 0].astype(np.float64)
    loc, scale = (output[x].reshape(output["params.0"][:, 0].shape) for x in ("loc", "scale"))
    parameters = [
        output[f"params.{i}"][:, 0].astype(np.float64)
        for i in range(3 if "params.2" in output else 2)
    ]
    if row == "counts":
        total, logits = parameters
        mean, variance = total * np.exp(logits), total * np.exp(logits) * (1 + np.exp(logits))
        assert (found == np.round(found)).all()
    else:
        mean, variance = parameters[-2] * scale + loc, (parameters[-1] * scale) ** 2
    if len(parameters) == 3:  # a t distribution's variance may be huge; half is below its middle
        share = (found < mean[:, None]).mean(1)
        assert (np.abs(share - 0.5) <= BOUND * (0.25 / count) ** 0.5).all()
        return
    error = np.abs(found.mean(1) - mean) / np.sqrt(variance / count)
    assert error.max() <= BOUND
    assert (np.abs(found.var(1) / variance - 1) < 0.35).all()


@pytest.mark.parametrize("name", TYPES)
def test_samples_follow_the_seed(name: str) -> None:
    case = case_of(name, "other")
    model = backends.load("torch", case.head, expected(case).directory, num_parallel_samples=2)
    given = {k: torch.from_numpy(v) for k, v in past(case).items()}
    found = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        found.append(model.generate(**given).sequences)
    assert torch.equal(found[0], found[1]) and not torch.equal(found[0], found[2])


def other(inputs: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {k: v for k, v in {**inputs, **changes}.items() if v is not None}


@pytest.mark.parametrize("name", TYPES)
def test_inputs_that_do_not_fit_are_refused(name: str) -> None:
    case = case_of(name, "other")
    inputs = expected(case).inputs
    model = backends.load("numpy", case.head, expected(case).directory)
    for changed, message in (
        (other(inputs, past_values=None), "past_values"),
        (other(inputs, past_values=inputs["past_values"][:, 3:]), "past_values have"),
        (other(inputs, past_values=inputs["past_values"][..., 0]), "past_values are"),
        (other(inputs, future_values=inputs["future_values"][:, :2]), "future_values have 2"),
        (other(inputs, past_time_features=None), "past_time_features"),
        (other(inputs, future_time_features=None), "future_time_features"),
        (other(inputs, past_time_features=inputs["past_time_features"][..., :1]), "features"),
        (other(inputs, static_real_features=None), "static_real_features"),
        (other(inputs, static_categorical_features=None), "static_categorical_features"),
    ):
        with pytest.raises(InputError, match=message):
            model(**changed)
    with pytest.raises(InputError, match="future_time_features"):
        model.generate(**other(past(case), future_time_features=None))
    with pytest.raises(InputError, match="future_time_features"):
        times = inputs["future_time_features"][:, :1]
        model.generate(**other(past(case), future_time_features=times))


@pytest.mark.parametrize("name", TYPES)
def test_models_need_to_know_how_much_to_predict(name: str) -> None:
    cls = backends.model_class("numpy", f"{architecture(name).prefix}Model")
    with pytest.raises(ConfigError, match="prediction_length"):
        cls(cls.config_class())


@pytest.mark.parametrize("name", TYPES)
def test_series_without_features_of_time(name: str) -> None:
    cls = backends.model_class("numpy", f"{architecture(name).prefix}ForPrediction")
    own = dict(label_length=1) if name == "autoformer" else {}
    config = cls.config_class(
        prediction_length=2, context_length=4, lags_sequence=[1], num_parallel_samples=3, **own
    )
    model = cls(config)
    values = np.random.default_rng(0).standard_normal((2, 5)).astype(np.float32)
    assert model.generate(values).sequences.shape == (2, 3, 2)
    assert np.isfinite(model(past_values=values, future_values=values[:, :2]).loss)
