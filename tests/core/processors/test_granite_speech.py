"""Granite Speech's feature extractor and processor against transformers', with torch's transform
in torchaudio's place."""

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
from parity.test_audio_language import byte_tokenizer
from parity.waves import waveform
from transformers.audio_utils import mel_filter_bank
from transformers.utils import import_utils

from auto_core import AutoFeatureExtractor, AutoProcessor
from auto_core.errors import InputError
from auto_core.processors.granite_speech import (
    GraniteSpeechFeatureExtractor,
    GraniteSpeechProcessor,
)

MODULE = "transformers.models.granite_speech.feature_extraction_granite_speech"
RATE = 16000


class MelSpectrogram:
    def __init__(self, sample_rate: int, n_fft: int, win_length: int, hop_length: int, n_mels: int):
        self.sizes, self.window = (n_fft, hop_length, win_length), torch.hann_window(win_length)
        rate = (0.0, sample_rate // 2, sample_rate)
        self.bank = torch.tensor(mel_filter_bank(1 + n_fft // 2, n_mels, *rate)).float()

    def to(self, _device: Any) -> MelSpectrogram:
        return self

    def __call__(self, waves: torch.Tensor) -> torch.Tensor:
        found = torch.stft(waves, *self.sizes, window=self.window, return_complex=True)
        return ((found.abs() ** 2).mT @ self.bank).mT


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch) -> Any:
    torchaudio: Any = ModuleType("torchaudio")
    torchaudio.transforms = SimpleNamespace(MelSpectrogram=MelSpectrogram)
    monkeypatch.setitem(sys.modules, "torchaudio", torchaudio)
    monkeypatch.setitem(import_utils.BACKENDS_MAPPING, "torchaudio", (lambda: True, ""))
    module = importlib.import_module(MODULE)
    monkeypatch.setattr(module, "torchaudio", torchaudio, raising=False)
    return module.GraniteSpeechFeatureExtractor


def sounds(*sizes: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [waveform(rng, size).astype(np.float32) for size in sizes]


def same(found: Any, wanted: Any) -> None:
    assert set(found) == set(wanted)
    for name, value in wanted.items():
        np.testing.assert_allclose(found[name], np.asarray(value), atol=2e-4, err_msg=name)


OPTIONS: list[dict[str, Any]] = [
    {},
    dict(sampling_rate=8000, n_fft=256, win_length=200, hop_length=100, n_mels=40),
    dict(projector_window_size=6, projector_downsample_rate=2),
]


@pytest.mark.parametrize("options", OPTIONS, ids=["default", "sizes", "windows"])
def test_features(reference: Any, options: dict[str, Any], tmp_path: Path) -> None:
    theirs, ours = reference(**options), GraniteSpeechFeatureExtractor(**options)
    rate = ours.sampling_rate
    for audio in (sounds(9000, 4033), sounds(5000)[0], np.stack(sounds(3200, 3200))):
        same(ours(audio, sampling_rate=rate), theirs(audio))
    theirs.save_pretrained(tmp_path)
    read = AutoFeatureExtractor.from_pretrained(tmp_path)
    assert isinstance(read, GraniteSpeechFeatureExtractor) and read.to_dict() == ours.to_dict()
    assert set(theirs.to_dict()) - {"feature_extractor_type"} <= set(read.to_dict())


def test_what_is_no_recording() -> None:
    ours = GraniteSpeechFeatureExtractor()
    with pytest.raises(InputError, match="whole numbers"):
        ours(np.zeros(4000, np.int64), sampling_rate=RATE)
    with pytest.raises(InputError, match="expected 160 or more"):
        ours(np.zeros(100, np.float32), sampling_rate=RATE)
    with pytest.raises(InputError, match="mirrored"):
        ours(np.zeros(200, np.float32), sampling_rate=RATE)
    with pytest.raises(InputError, match="expected 'cpu'"):
        ours(np.zeros(4000, np.float32), device="cuda", sampling_rate=RATE)
    with pytest.raises(InputError, match="a multiple"):
        GraniteSpeechFeatureExtractor(projector_window_size=7)
    with pytest.raises(InputError, match="win_length"):
        GraniteSpeechFeatureExtractor(win_length=513)


@pytest.fixture
def pair(reference: Any, tmp_path: Path) -> tuple[Any, Any]:
    extractor = reference(projector_window_size=6, projector_downsample_rate=3)
    template = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}"
    theirs = transformers.GraniteSpeechProcessor(
        extractor, byte_tokenizer("<|audio|>"), chat_template=template
    )
    theirs.save_pretrained(tmp_path)
    ours = AutoProcessor.from_pretrained(tmp_path)
    assert isinstance(ours, GraniteSpeechProcessor)
    ours.tokenizer.padding_side = "left"  # which a tokenizer's file does not say
    return ours, theirs


def test_texts_and_recordings(pair: tuple[Any, Any], tmp_path: Path) -> None:
    ours, theirs = pair
    texts = ["a<|audio|>bc", "<|audio|>d<|audio|>"]
    given: dict[str, Any] = dict(text=texts, audio=sounds(9000, 3700, 5000))
    wanted = theirs(**given)
    same(ours(**given, sampling_rate=RATE, return_tensors="np"), wanted)
    assert ours.model_input_names == theirs.model_input_names
    one: dict[str, Any] = dict(text="e<|audio|>", audio=sounds(4000)[0])
    same(ours(**one, sampling_rate=RATE, return_tensors="np"), theirs(**one))
    same(ours("ab", return_tensors="np"), theirs("ab"))
    messages = [{"role": "user", "content": "<|audio|>what?"}]
    assert ours.apply_chat_template(messages) == theirs.apply_chat_template(messages)
    ours.save_pretrained(tmp_path / "again")
    again: Any = type(theirs).from_pretrained(tmp_path / "again")
    again.tokenizer.padding_side = "left"
    same(again(**given), wanted)
    rebuilt = GraniteSpeechProcessor(audio_processor=ours.audio_processor, tokenizer=ours.tokenizer)
    same(rebuilt(**given, sampling_rate=RATE, return_tensors="np"), wanted)


def test_texts_that_do_not_fit(pair: tuple[Any, Any]) -> None:
    ours, _ = pair
    with pytest.raises(InputError, match="1 .* tokens for 2 recordings"):
        ours("a<|audio|>", sounds(3000, 3000), sampling_rate=RATE)
    with pytest.raises(InputError, match="expected a text"):
        ours(None, sounds(3000), sampling_rate=RATE)
