"""MusicGen Melody's feature extractor and processor, with torch's transform in torchaudio's
place."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers.audio_utils import chroma_filter_bank
from transformers.utils import import_utils

from auto_core import AutoFeatureExtractor, AutoProcessor
from auto_core.processors.chroma import (
    MusicgenMelodyFeatureExtractor,
    chroma_filters,
    resampled,
)

MODULE = "transformers.models.musicgen_melody.feature_extraction_musicgen_melody"


class Spectrogram:
    def __init__(self, **options: Any):
        self.options = options

    def __call__(self, waveform: torch.Tensor) -> torch.Tensor:
        size, hop = self.options["n_fft"], self.options["hop_length"]
        window = torch.hann_window(size)
        found = torch.stft(waveform, size, hop, window=window, return_complex=True)
        return found.abs() ** 2 / (window**2).sum()


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch) -> Any:
    torchaudio: Any = ModuleType("torchaudio")
    torchaudio.transforms = SimpleNamespace(Spectrogram=Spectrogram)
    monkeypatch.setitem(sys.modules, "torchaudio", torchaudio)
    monkeypatch.setitem(import_utils.BACKENDS_MAPPING, "torchaudio", (lambda: True, ""))
    module = importlib.import_module(MODULE)
    monkeypatch.setattr(module, "torchaudio", torchaudio, raising=False)
    return module.MusicgenMelodyFeatureExtractor


@pytest.mark.parametrize(("rate", "bins", "count"), [(32000, 16384, 12), (8000, 512, 24)])
def test_filters(rate: int, bins: int, count: int) -> None:
    wanted = chroma_filter_bank(bins, count, rate, tuning=0)
    np.testing.assert_allclose(chroma_filters(rate, bins, count), wanted, atol=1e-6)


OPTIONS: list[dict[str, Any]] = [
    {},
    dict(sampling_rate=8000, n_fft=512, hop_length=100, chunk_length=1, num_chroma=24),
]


def recordings(stereo: bool = False) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    sizes = (40000, 9001, 300)
    return [rng.standard_normal((2, n) if stereo else n).astype(np.float32) for n in sizes]


@pytest.mark.parametrize("options", OPTIONS, ids=["default", "other"])
@pytest.mark.parametrize("stereo", [False, True], ids=["mono", "stereo"])
def test_chroma(reference: Any, tmp_path: Path, options: dict[str, Any], stereo: bool) -> None:
    theirs = reference(**options)
    theirs.save_pretrained(tmp_path)
    more = {"num_chroma": options["num_chroma"]} if options else {}  # upstream does not save it
    ours = AutoFeatureExtractor.from_pretrained(tmp_path, **more)
    assert isinstance(ours, MusicgenMelodyFeatureExtractor)
    for call in ({}, {"return_attention_mask": True}, {"max_length": 9000}):
        given = dict(sampling_rate=ours.sampling_rate, return_tensors="np", **call)
        sounds = recordings(stereo)
        wanted, found = theirs(sounds, **given), ours(sounds, **given)
        assert set(found) == set(wanted)
        for name, value in wanted.items():
            np.testing.assert_array_equal(found[name], value)
    sound = recordings()[1]
    rate = ours.sampling_rate
    wanted = theirs(sound, sampling_rate=rate, return_tensors="np")["input_features"]
    found = ours(sound, sampling_rate=rate, return_tensors="np")["input_features"]
    np.testing.assert_array_equal(found, wanted)


def test_stems(reference: Any) -> None:
    stems = torch.randn((2, 4, 2, 40000), generator=torch.Generator().manual_seed(0))
    given = dict(sampling_rate=32000, return_tensors="np")
    wanted = reference()(stems, **given)["input_features"]
    found = MusicgenMelodyFeatureExtractor()(stems, **given)["input_features"]
    np.testing.assert_array_equal(found, wanted)


def test_the_processor(reference: Any, tmp_path: Path) -> None:
    words = ["<pad>", "<unk>", "a", "slow", "tune"]
    rust = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="<unk>"))
    rust.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer = transformers.T5TokenizerFast(
        tokenizer_object=rust, pad_token="<pad>", unk_token="<unk>", eos_token="<unk>"
    )
    module = importlib.import_module(MODULE.replace("feature_extraction", "processing"))
    theirs = module.MusicgenMelodyProcessor(reference(), tokenizer)
    theirs.save_pretrained(tmp_path)
    ours = AutoProcessor.from_pretrained(tmp_path)
    assert type(ours).__name__ == "MusicgenMelodyProcessor"
    sound = recordings()[1]
    given = dict(text=["a slow tune", "a tune"], padding=True, return_tensors="np")
    for audio in ({}, {"audio": [sound, sound[:500]], "sampling_rate": 32000}):
        wanted, found = theirs(**given, **audio), ours(**given, **audio)
        assert set(found) == set(wanted)
        for name, value in wanted.items():
            np.testing.assert_array_equal(found[name], value)
    wanted = theirs.get_unconditional_inputs(2)
    found = ours.get_unconditional_inputs(2, return_tensors="np")
    assert {name: value.tolist() for name, value in found.items()} == {
        name: value.tolist() for name, value in wanted.items()
    }
    values, mask = np.ones((2, 1, 7), np.float32), np.array([[1] * 5, [1, 1, 0, 0, 0]])
    exact = theirs.batch_decode(values, attention_mask=mask)
    for one, other in zip(ours.batch_decode(values, attention_mask=mask), exact, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(("rate", "wanted"), [(44000, 32000), (8000, 32000), (16000, 11025)])
def test_resampling_keeps_a_tone(rate: int, wanted: int) -> None:
    """In the middle, where no edge is near."""
    tone = np.sin(2 * np.pi * 440 * np.arange(rate) / rate).astype(np.float32)
    found = resampled(tone, rate, wanted)
    assert found.shape == (wanted,)
    exact = np.sin(2 * np.pi * 440 * np.arange(wanted) / wanted)
    middle = slice(wanted // 4, wanted // 2)
    # What a filter of finite width leaves of a tone that it ought to keep.
    np.testing.assert_allclose(found[middle], exact[middle], atol=2e-3)
    features = MusicgenMelodyFeatureExtractor()(tone, sampling_rate=rate)["input_features"][0]
    assert (features.argmax(-1) == 9).all()  # A
