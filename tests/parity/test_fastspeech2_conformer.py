"""FastSpeech2Conformer: durations of several frames, and its loss, against transformers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends
from parity.architectures.fastspeech2_conformer import AFTER, OTHER, TINY, spoken, texts
from parity.backends import BACKENDS

from auto_core.errors import InputError

PLAIN = dict(
    energy_predictor_dropout=0.0,
    pitch_predictor_dropout=0.0,
    encoder_dropout_rate=0.0,
    encoder_positional_dropout_rate=0.0,
    encoder_attention_dropout_rate=0.0,
    decoder_dropout_rate=0.0,
    decoder_positional_dropout_rate=0.0,
    decoder_attention_dropout_rate=0.0,
    duration_predictor_dropout_rate=0.0,
    speech_decoder_postnet_dropout=0.0,
)


def reference(folder: Path, *, seconds: float, **options: Any) -> Any:
    """A model of random weights, which makes phonemes last about exp(seconds) frames."""
    torch.manual_seed(0)
    config = transformers.FastSpeech2ConformerConfig(**options)
    model = transformers.FastSpeech2ConformerModel(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn_like(parameter) * 0.3)
        model.duration_predictor.linear.bias.fill_(seconds)
        model.duration_predictor.linear.weight.mul_(8.0)
    model.save_pretrained(folder)
    return model


def tensors(inputs: dict[str, Any]) -> dict[str, torch.Tensor]:
    return {key: torch.as_tensor(value) for key, value in inputs.items()}


@pytest.mark.parametrize("seconds", [1.2, -9.0], ids=["long", "none"])
@pytest.mark.parametrize("speed", [1.0, 0.6])
@pytest.mark.parametrize("backend", BACKENDS)
def test_each_phoneme_lasts(tmp_path: Path, backend: str, seconds: float, speed: float) -> None:
    options = OTHER | {"speaking_speed": speed}
    model = reference(tmp_path, seconds=seconds, **options)
    inputs = spoken(np.random.default_rng(0))
    with torch.no_grad():
        wanted = model(**tensors(inputs))
    if seconds > 0:
        assert len(wanted.duration_outputs.unique()) > 3
        assert wanted.spectrogram.shape[1] > 20
    ours = backends.load(backend, "FastSpeech2ConformerModel", tmp_path)
    found = backends.run(backend, ours, inputs)
    np.testing.assert_array_equal(found["duration_outputs"], wanted.duration_outputs)
    np.testing.assert_allclose(found["spectrogram"], wanted.spectrogram, rtol=1e-3, atol=1e-3)


def labelled() -> dict[str, Any]:
    rng = np.random.default_rng(1)
    inputs = texts(rng)
    durations = rng.integers(0, 4, (2, 7)) * inputs["attention_mask"]
    counts = durations.sum(1)
    spectrogram = rng.standard_normal((2, counts.max(), 6)).astype(np.float32)
    spectrogram[counts.argmin(), counts.min() :] = -100
    known = {name: rng.standard_normal((2, 7, 1)) for name in ("pitch_labels", "energy_labels")}
    known = {name: value.astype(np.float32) for name, value in known.items()}
    return inputs | known | {"duration_labels": durations, "spectrogram_labels": spectrogram}


@pytest.mark.skipif("torch" not in BACKENDS, reason="gradients are torch's")
@pytest.mark.parametrize(
    "masking",
    [
        {},
        {"use_masking": False},
        {"use_masking": False, "use_weighted_masking": True},
        {"stop_gradient_from_pitch_predictor": False, "stop_gradient_from_energy_predictor": True},
    ],
    ids=["masked", "all", "weighted", "gradients"],
)
def test_training(tmp_path: Path, masking: dict[str, Any]) -> None:
    model = reference(tmp_path, seconds=1.0, **AFTER, **PLAIN, **masking).train()
    ours = backends.load("torch", "FastSpeech2ConformerModel", tmp_path).train()
    inputs = tensors(labelled())
    wanted, found = model(**inputs), ours(**inputs)
    torch.testing.assert_close(found.loss, wanted.loss, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(found.duration_outputs, wanted.duration_outputs)
    wanted.loss.backward()
    found.loss.backward()
    gradients = {name: p.grad for name, p in ours.named_parameters()}
    for name, parameter in model.named_parameters():
        torch.testing.assert_close(gradients[name], parameter.grad, rtol=1e-3, atol=1e-3, msg=name)
    with pytest.raises(InputError, match="pitch_labels"):
        ours(inputs["input_ids"])


def test_labels_are_not_read_outside_of_training(tmp_path: Path) -> None:
    reference(tmp_path, seconds=1.0, **TINY)
    ours = backends.load("numpy", "FastSpeech2ConformerModel", tmp_path)
    inputs = labelled()
    found = ours(**inputs)
    assert found.loss is None
    alone = ours(inputs["input_ids"], inputs["attention_mask"])
    np.testing.assert_array_equal(found.spectrogram, alone.spectrogram)
