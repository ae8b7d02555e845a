"""PatchTSMixer: random masks, samples, and what it refuses, on all backends."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.arch import architecture
from parity.architectures.patchtsmixer import TINY
from parity.backends import BACKENDS
from parity.checks import expected

from auto_core.configs.patchtsmixer import PatchTSMixerConfig
from auto_core.errors import ConfigError, InputError

CASES = architecture("patchtsmixer").by_id()


def load(backend: str, name: str, **options: Any) -> Any:
    case = CASES[name]
    return backends.load(backend, case.head, expected(case).directory, **options)


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_loss_is_of_random_patches(backend: str) -> None:
    """Half of the patches, other ones at each call, of all channels alike."""
    model = load(backend, "ForPretraining-forecast", mask_type="random", random_mask_ratio=0.5)
    inputs = expected(CASES["ForPretraining-forecast"]).inputs
    found = [backends.run(backend, model, inputs)["loss"] for _ in range(3)]
    assert any(loss != found[0] for loss in found[1:])
    mask = np.asarray(model.model(**tensors(backend, inputs)).mask)
    assert (mask.sum(-1) == 2).all() and (mask == mask[:, :1]).all()


def tensors(backend: str, inputs: dict[str, Any]) -> dict[str, Any]:
    ops = backends.importlib.import_module(f"{backends.PACKAGES[backend][0]}.ops")
    return {key: ops.asarray(value) for key, value in inputs.items()}


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("ForPrediction-student", (3, 400, 5, 3)),
        ("ForPrediction-counts", (3, 400, 5, 2)),
        ("ForRegression-normal", (3, 400, 4)),
    ],
)
@pytest.mark.parametrize("backend", BACKENDS)
def test_samples(backend: str, name: str, shape: tuple[int, ...]) -> None:
    model = load(backend, name, num_parallel_samples=400)
    inputs = expected(CASES[name]).inputs
    inputs = {key: inputs[key] for key in ("past_values", "observed_mask") if key in inputs}
    found = model.generate(**tensors(backend, inputs)).sequences
    sampled = np.asarray(found.detach() if hasattr(found, "detach") else found)
    assert sampled.shape == shape
    output = backends.run(backend, model, inputs)
    deviation = sampled.std(1)
    if name == "ForPrediction-student":
        mean = output["prediction_outputs.1"] * output["scale"] + output["loc"]
    elif name == "ForRegression-normal":
        mean = output["regression_outputs.0"]
    else:  # the scale is in the parameters already, and counts once
        odds = np.exp(output["prediction_outputs.1"])
        mean = output["prediction_outputs.0"] * odds
        deviation = np.sqrt(mean * (1 + odds))
        assert (sampled == sampled.round()).all()
    spread = deviation / np.sqrt(400)
    assert np.mean(np.abs(sampled.mean(1) - mean) < 4 * spread + 1e-3) > 0.95


def test_nothing_is_sampled_of_values() -> None:
    for name in ("ForPrediction-default", "ForRegression-default"):
        with pytest.raises(InputError, match="no distribution to sample from"):
            load("numpy", name).generate(expected(CASES[name]).inputs["past_values"])


def test_the_loss_can_be_left_out() -> None:
    for name in ("ForPretraining-all", "ForPrediction-other", "ForRegression-range"):
        assert load("numpy", name)(**expected(CASES[name]).inputs, return_loss=False).loss is None


def test_what_it_cannot_read() -> None:
    model = load("numpy", "Model-other")
    with pytest.raises(InputError, match="9 steps, expected context_length=14"):
        model(np.zeros((1, 9, 3), np.float32))
    with pytest.raises(InputError, match="2 channels"):
        model(np.zeros((1, 14, 2), np.float32))
    with pytest.raises(InputError, match="Pass past_values"):
        model()


def test_scaling_is_along_the_steps(tmp_path) -> None:
    PatchTSMixerConfig(**TINY).save_pretrained(tmp_path)
    path = tmp_path / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"scaling_dim": 2}))
    with pytest.raises(ConfigError, match="scaling_dim is 2, expected 1"):
        PatchTSMixerConfig.from_pretrained(tmp_path)


def test_masks_leave_some_patches() -> None:
    config = PatchTSMixerConfig(**TINY, mask_type="forecast", num_forecast_mask_patches=[4])
    with pytest.raises(ConfigError, match="below the number of patches, 4"):
        backends.model_class("numpy", "PatchTSMixerForPretraining").skeleton(config)
