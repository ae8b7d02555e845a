"""Chronos-Bolt against what `chronos-forecasting` computes: transformers has no class of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from generation.checkpoints import numpy
from parity import backends
from parity.backends import BACKENDS
from parity.checks import difference
from parity.chronos_bolt_cases import CONFIGS, LENGTHS, LEVELS, SERIES, calls
from parity.transfo_xl_cases import tensor
from safetensors.numpy import load_file, save_file

from auto_core import AutoConfig, ChronosBoltConfig, ChronosBoltSeriesConfig, T5Config
from auto_core.errors import ConfigError, InputError

HEAD = "ChronosBoltModelForForecasting"
RECORDED = dict(np.load(Path(__file__).parent / "recorded" / "chronos_bolt.npz"))
STEPWISE = [b for b in BACKENDS if b in ("numpy", "torch")]


def write(name: str, folder: Path) -> Path:
    """A repository of a config, as it is published."""
    (folder / "config.json").write_text(json.dumps(CONFIGS[name]))
    model = backends.model_class("numpy", HEAD)._built_for(AutoConfig.from_pretrained(folder))
    ties = model.ties()
    tensors = {
        slot.name: tensor(slot.name, slot.shape) for slot in model.slots() if slot.name not in ties
    }
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    return folder


def inputs_of(call: str, dtype: str, name: str = "published") -> dict[str, Any]:
    given = calls(name)[call]
    return {k: v if v.dtype == bool else v.astype(dtype) for k, v in given.items()}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("call", calls())
@pytest.mark.parametrize("name", CONFIGS)
def test_forward(name: str, call: str, backend: str, tmp_path: Path) -> None:
    if backend not in STEPWISE and (name, call) != ("other", "mask") and call != "short":
        pytest.skip("the same graph")
    model = backends.load(backend, HEAD, write(name, tmp_path))
    assert model.loading_report.exact, model.loading_report
    found = backends.run(backend, model, inputs_of(call, "float32", name), fast=True)
    prefix = f"{name}/{call}/"
    exact = {k.removeprefix(prefix): x for k, x in RECORDED.items() if k.startswith(prefix)}
    assert set(exact) == set(found)
    for part, array in exact.items():
        assert found[part].shape == array.shape
        assert difference(found[part], array) <= 2e-5, part


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", CONFIGS)
def test_predictions_of_any_length(name: str, backend: str, tmp_path: Path) -> None:
    if backend not in STEPWISE and name != "published":
        pytest.skip("the same steps")
    model = backends.load(backend, HEAD, write(name, tmp_path))
    rows = calls()["long"]["context"].astype(np.float32)
    series = [row[~np.isnan(row)] for row in rows]
    for length in LENGTHS:
        found = model.predict(series, length)
        assert difference(found, RECORDED[f"{name}/predict/{length}"]) <= 1e-4, length
    quantiles, median = model.predict_quantiles(series, 4, LEVELS)
    assert difference(quantiles, RECORDED[f"{name}/quantiles"]) <= 2e-5
    assert difference(median, RECORDED[f"{name}/median"]) <= 2e-5
    own, _ = model.predict_quantiles(series)
    assert np.array_equal(own, np.moveaxis(model.predict(series), 1, 2))
    assert np.array_equal(model.predict(series[0]), model.predict([series[0]]))


@pytest.mark.parametrize("backend", STEPWISE)
def test_files_are_those_of_chronos(backend: str, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    source = write("other", tmp_path / "there")
    model = backends.load(backend, HEAD, source)
    model.save_pretrained(tmp_path / "here")
    config = json.loads((tmp_path / "here" / "config.json").read_text())
    assert config["model_type"] == "t5" and config["architectures"] == [HEAD]
    assert config["chronos_config"] == CONFIGS["other"]["chronos_config"]
    there, here = (load_file(x / "model.safetensors") for x in (source, tmp_path / "here"))
    assert here.keys() == there.keys()
    assert all(np.array_equal(here[name], there[name]) for name in here)
    again = backends.load(backend, HEAD, tmp_path / "here")
    call = inputs_of("flat", "float32")
    first, second = (backends.run(backend, m, call) for m in (model, again))
    assert difference(first["quantile_preds"], second["quantile_preds"]) == 0


def test_other_t5_is_as_before(tmp_path: Path) -> None:
    other = {**CONFIGS["published"], "architectures": ["T5ForConditionalGeneration"]}
    (tmp_path / "config.json").write_text(json.dumps(other))
    assert type(AutoConfig.from_pretrained(tmp_path)) is T5Config


def test_auto_classes(tmp_path: Path) -> None:
    from auto_core import NumpyAutoModel, NumpyAutoModelForTimeSeriesPrediction

    source = write("published", tmp_path)
    for cls in (NumpyAutoModel, NumpyAutoModelForTimeSeriesPrediction):
        assert cls.from_pretrained(source).architecture_name() == HEAD
    assert isinstance(AutoConfig.from_pretrained(source), ChronosBoltConfig)


@pytest.mark.parametrize("lost", ["input_patch_embedding.residual_layer.weight", "shared.weight"])
def test_a_lost_parameter_is_seen(lost: str, tmp_path: Path) -> None:
    source = write("published", tmp_path)
    tensors = load_file(source / "model.safetensors")
    tensors[lost] = tensors[lost] * 0
    save_file(tensors, source / "model.safetensors", {"format": "pt"})
    model = backends.load("numpy", HEAD, source)
    found = backends.run("numpy", model, inputs_of("long", "float32"))["quantile_preds"]
    assert difference(found, RECORDED["published/long/quantile_preds"]) > 1e-3


@pytest.mark.parametrize("backend", [b for b in BACKENDS if b == "torch"])
def test_gradients_reach_every_parameter(backend: str, tmp_path: Path) -> None:
    import torch

    model = backends.load(backend, HEAD, write("published", tmp_path))
    inputs = {k: torch.from_numpy(v) for k, v in inputs_of("short", "float32").items()}
    model(**inputs).loss.backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None and torch.isfinite(parameter.grad).all(), name


@pytest.mark.parametrize(
    "options",
    [
        dict(context_length=0),
        dict(prediction_length=0),
        dict(input_patch_stride=5),
        dict(quantiles=[]),
        dict(quantiles=[0.5, 0.1]),
        dict(quantiles=[0.5, 1.0]),
    ],
    ids=str,
)
def test_what_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(options))):
        ChronosBoltSeriesConfig(**{**SERIES, **options})


def test_inputs_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    model = backends.load("numpy", HEAD, write("published", tmp_path))
    values = np.ones((2, 9), np.float32)
    for inputs, message in (
        ({}, "context"),
        ({"context": values[0]}, "expected"),
        ({"context": values, "context_mask": values[:, :3]}, "context_mask"),
        ({"context": values, "target": values}, "target has 9"),
    ):
        with pytest.raises(InputError, match=message):
            model(**inputs)
    for wrong in ([values], [], np.ones((1, 2, 3), np.float32)):
        with pytest.raises(InputError):
            model.predict(wrong)
    with pytest.raises(InputError, match="prediction_length"):
        model.predict(values, 0)
    assert numpy(model.predict(values)).shape == (2, 5, 4)
