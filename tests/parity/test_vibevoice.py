"""VibeVoice's acoustic tokenizer: streams, noise, and what is no waveform."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from parity import backends, oracle
from parity.architectures.vibevoice_acoustic_tokenizer import ARCH
from parity.backends import BACKENDS
from parity.checks import FLOAT32_TOLERANCE, difference, expected

from auto_core.errors import InputError
from auto_core.tensors import to_numpy

CASE = ARCH.by_id()["Model-default"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_streams(backend: str) -> None:
    """Parts of whole latents give what transformers' streams give, and the whole."""
    model: Any = backends.load(backend, CASE.head, expected(CASE).directory, dtype="float32")
    theirs: Any = oracle.reference(CASE.head, CASE.config, dict(CASE.options))
    waves = np.random.default_rng(0).standard_normal((2, 1, 48)).astype(np.float32)
    whole = model.encode(waves, sample=False).latents
    cache = sound_cache = other = other_sound = None
    latents, sound = [], []
    for part in np.split(waves, [12, 18], axis=-1):
        found = model.encode(part, cache, use_cache=True, sample=False)
        cache = found.padding_cache
        exact = theirs.encode(torch.tensor(part), other, use_cache=True, sample=False)
        other = exact.padding_cache
        assert difference(to_numpy(found.latents), exact.latents.detach().numpy()) < 1e-5
        latents.append(to_numpy(found.latents))
        audio = model.decode(found.latents, sound_cache, use_cache=True)
        sound_cache = audio.padding_cache
        exact = theirs.decode(exact.latents, other_sound, use_cache=True)
        other_sound = exact.padding_cache
        sound.append(to_numpy(audio.audio))
        assert difference(sound[-1], exact.audio.detach().numpy()) < 1e-5
    assert difference(np.concatenate(latents, 1), to_numpy(whole)) <= FLOAT32_TOLERANCE
    at_once = to_numpy(model.decode(whole).audio)
    assert difference(np.concatenate(sound, 2), at_once) <= FLOAT32_TOLERANCE


@pytest.mark.parametrize("backend", BACKENDS)
def test_noise(backend: str) -> None:
    """Each recording has a deviation of its own, which is normal too."""
    model: Any = backends.load(backend, CASE.head, expected(CASE).directory, dtype="float32")
    waves = np.zeros((400, 1, 48), np.float32)
    noise = to_numpy(model.encode(waves).latents)
    noise = noise - to_numpy(model.encode(waves, sample=False).latents)
    scales = np.sqrt((noise**2).mean((1, 2)))
    assert abs(np.sqrt((scales**2).mean()) / 0.625 - 1) < 0.25
    assert scales.min() < 0.1 < 0.9 < scales.max()


def test_what_is_no_waveform() -> None:
    model: Any = backends.load("numpy", CASE.head, expected(CASE).directory)
    with pytest.raises(InputError, match="5 samples, expected 6"):
        model(np.zeros((1, 1, 5), np.float32))
    with pytest.raises(InputError, match="2 channels, expected 1"):
        model(np.zeros((1, 2, 12), np.float32))
    with pytest.raises(InputError, match="a waveform"):
        model(None)
