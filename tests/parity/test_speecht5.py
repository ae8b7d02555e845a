"""SpeechT5, text to speech and back, and its vocoder, against transformers."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from parity import backends, oracle
from parity.arch import architecture
from parity.architectures.speecht5 import read, speaker
from parity.backends import BACKENDS, PACKAGES
from parity.checks import difference, expected
from parity.waves import waveforms

SPEECHT5, HIFIGAN = architecture("speecht5"), architecture("speecht5_hifigan")
CASES = SPEECHT5.by_id()


@pytest.fixture(autouse=True)
def everything_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert SPEECHT5.patch is not None
    SPEECHT5.patch(monkeypatch)


@pytest.fixture
def vocoder() -> Any:
    case = HIFIGAN.by_id()["batch"]
    return oracle.reference(case.head, case.config, dict(case.options)), expected(case).directory


LOUD = [
    {"threshold": 0.9, "maxlenratio": 3.0},
    {"threshold": 1.2, "maxlenratio": 2.0, "minlenratio": 1.0},
]


@pytest.mark.parametrize("options", LOUD, ids=["threshold", "bounds"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_text_to_sound(backend: str, options: dict, vocoder: Any) -> None:
    """Text in, sound out; items of a batch end when their own stop says so."""
    reference = expected(CASES["ForTextToSpeech-loss"])
    theirs: Any = transformers.SpeechT5ForTextToSpeech.from_pretrained(reference.directory)
    inputs = {
        **read(np.random.default_rng(3)),
        "speaker_embeddings": speaker(np.random.default_rng(4)),
    }
    tensors = {name: torch.from_numpy(value) for name, value in inputs.items()}
    sounds, lengths = theirs.generate(
        **tensors, vocoder=vocoder[0].float(), return_output_lengths=True, **options
    )
    ours = backends.load(backend, "SpeechT5ForTextToSpeech", reference.directory, dtype="float32")
    voice = backends.load(backend, "SpeechT5HifiGan", vocoder[1], dtype="float32")
    found, found_lengths = ours.generate(
        **inputs, vocoder=voice, return_output_lengths=True, **options
    )
    assert found_lengths == lengths
    assert difference(np.asarray(found), sounds.numpy()) < 1e-4  # errors add up over the steps


@pytest.mark.parametrize("backend", BACKENDS)
def test_one_text_with_weights(backend: str) -> None:
    reference = expected(CASES["ForTextToSpeech-loss"])
    theirs: Any = transformers.SpeechT5ForTextToSpeech.from_pretrained(reference.directory)
    ids = read(np.random.default_rng(3))["input_ids"][:1]
    voice = speaker(np.random.default_rng(4))[:1]
    options = dict(maxlenratio=2.0, threshold=3.0, output_cross_attentions=True)
    exact = theirs.generate_speech(torch.from_numpy(ids), torch.from_numpy(voice), **options)
    ours = backends.load(backend, "SpeechT5ForTextToSpeech", reference.directory, dtype="float32")
    for ours_, theirs_ in zip(ours.generate_speech(ids, voice, **options), exact, strict=True):
        assert tuple(ours_.shape) == tuple(theirs_.shape)
        assert difference(np.asarray(ours_), theirs_.numpy()) < 1e-4


@pytest.mark.parametrize("backend", BACKENDS)
def test_buffers_grow(backend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = expected(CASES["ForTextToSpeech-loss"])
    ours = backends.load(backend, "SpeechT5ForTextToSpeech", reference.directory, dtype="float32")
    ids = read(np.random.default_rng(3))["input_ids"]
    voice = speaker(np.random.default_rng(4))
    options = dict(maxlenratio=2.0, threshold=3.0, output_cross_attentions=True)
    exact = ours.generate_speech(ids, voice, **options)
    package = PACKAGES[backend][0]
    spectrograms = importlib.import_module(f"{package}.generation.spectrograms")
    monkeypatch.setattr(spectrograms, "LEAST_ROOM", 1)
    monkeypatch.setattr(spectrograms, "FIRST_ROOM", 2)
    for grown, whole in zip(ours.generate_speech(ids, voice, **options), exact, strict=True):
        assert difference(np.asarray(grown), np.asarray(whole)) < 1e-5


@pytest.mark.parametrize("backend", BACKENDS)
def test_speech_to_text(backend: str) -> None:
    reference = expected(CASES["ForSpeechToText-loss"])
    theirs: Any = transformers.SpeechT5ForSpeechToText.from_pretrained(reference.directory)
    inputs = waveforms(np.random.default_rng(5), [400, 250])
    tensors = {name: torch.from_numpy(value) for name, value in inputs.items()}
    options = dict(max_new_tokens=6, do_sample=False)
    exact = theirs.generate(**tensors, **options)
    ours = backends.load(backend, "SpeechT5ForSpeechToText", reference.directory, dtype="float32")
    assert np.asarray(ours.generate(**inputs, **options)).tolist() == exact.tolist()


@pytest.mark.parametrize("count", [1, 3])
def test_speakers_are_asked_for(count: int) -> None:
    model = backends.load(
        "numpy", "SpeechT5ForTextToSpeech", expected(CASES["ForTextToSpeech-loss"]).directory
    )
    ids = read(np.random.default_rng(3))["input_ids"]
    given = None if count == 1 else np.ones((count, 6), np.float32)
    with pytest.raises(ValueError, match="speaker_embeddings"):
        model.generate(ids, speaker_embeddings=given)
