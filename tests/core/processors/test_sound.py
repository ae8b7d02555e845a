"""Recordings from files: WAV of every kind of sample, other formats and rates by the extra."""

from __future__ import annotations

import builtins
import struct
import sys
import types
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.signal import resample_poly

import auto_core.processors as ours
from auto_core.errors import CorruptFileError, InputError, MissingDependencyError
from auto_core.processors import sound

TONE = (0.5 * np.sin(np.arange(800) / 9)).astype(np.float32)


def riff(kind: int, channels: int, rate: int, bits: int, body: bytes, extra: bytes = b"") -> bytes:
    width = channels * bits // 8
    form = struct.pack("<HHIIHH", kind, channels, rate, rate * width, width, bits) + extra
    chunks = b"fmt " + struct.pack("<I", len(form)) + form
    chunks += b"LIST" + struct.pack("<I", 3) + b"abc\0"  # an odd chunk, padded
    chunks += b"data" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def integers(bits: int) -> bytes:
    if bits == 8:
        return np.round(TONE * 127 + 128).astype(np.uint8).tobytes()
    whole = np.round(TONE.astype(np.float64) * (2 ** (bits - 1) - 1)).astype("<i8")
    if bits == 24:
        return b"".join(int(value).to_bytes(3, "little", signed=True) for value in whole)
    return whole.astype(f"<i{bits // 8}").tobytes()


@pytest.mark.parametrize("bits", [8, 16, 24, 32])
def test_integers(bits: int, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(riff(1, 1, 16000, bits, integers(bits)))
    found, rate = sound.read_sound(path)
    assert rate == 16000 and found.dtype == np.float32
    np.testing.assert_allclose(found, TONE, atol=2.0 ** (2 - bits))


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("extensible", [False, True])
def test_floats(bits: int, extensible: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    extra = struct.pack("<HHIH14s", 22, bits, 0, 3, b"") if extensible else b""
    body = TONE.astype(f"<f{bits // 8}").tobytes()
    path.write_bytes(riff(0xFFFE if extensible else 3, 1, 8000, bits, body, extra))
    np.testing.assert_array_equal(sound.read_sound(path)[0], TONE)


def test_channels_are_mixed_and_what_wave_writes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    both = np.stack([np.full(9, 1000), np.full(9, 3000)], 1).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(both.tobytes())
    found, rate = sound.read_sound(path)
    assert rate == 22050
    np.testing.assert_allclose(found, np.full(9, 2000 / 32768), rtol=1e-6)


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    real = builtins.__import__

    def refusing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".")[0] in names:
            raise ImportError(name)
        return real(name, *args, **kwargs)

    def optional(name: str) -> Any:
        return None if name.split(".")[0] in names else __import__(name, fromlist=["x"])

    monkeypatch.setattr(builtins, "__import__", refusing)
    monkeypatch.setattr(sound, "_optional", optional)


def test_another_rate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(riff(1, 1, 44100, 16, integers(16)))
    without(monkeypatch, "soxr")
    found, rate = sound.read_sound(path, 16000)
    source = sound.read_sound(path)[0]
    assert rate == 16000
    np.testing.assert_allclose(found, resample_poly(source, 160, 441), atol=1e-6)
    extractor = ours.Wav2Vec2FeatureExtractor(do_normalize=False)
    np.testing.assert_array_equal(extractor(str(path))["input_values"][0], found)
    assert len(extractor([path, path])["input_values"]) == 2
    without(monkeypatch, "soxr", "scipy")
    with pytest.raises(MissingDependencyError, match=r"44100 Hz and 16000 Hz is wanted.*\[audio\]"):
        sound.read_sound(path, 16000)


def test_soxr_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = types.SimpleNamespace(resample=lambda x, rate, wanted: np.float64([rate, wanted]))
    monkeypatch.setitem(sys.modules, "soxr", fake)
    found = sound.resample(TONE, 8000, 16000)
    assert found.tolist() == [8000, 16000] and found.dtype == np.float32
    assert sound.resample(TONE, 8000, 8000) is not None
    with pytest.raises(InputError, match="A sampling rate is 0"):
        sound.resample(TONE, 0, 8000)


def test_other_formats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.flac"
    path.write_bytes(b"fLaC....")
    without(monkeypatch, "soundfile")
    with pytest.raises(MissingDependencyError, match=r"need soundfile.*\[audio\]"):
        sound.read_sound(path)

    def read(name: Path, dtype: str, always_2d: bool) -> tuple[np.ndarray, int]:
        if name.stat().st_size < 9:
            return np.ones((4, 2), dtype), 48000
        raise RuntimeError("no sound")

    fake = types.SimpleNamespace(read=read)
    monkeypatch.setattr(sound, "_optional", lambda name: fake)
    found, rate = sound.read_sound(path)
    assert found.tolist() == [1] * 4 and rate == 48000
    path.write_bytes(b"nothing of that kind")
    with pytest.raises(CorruptFileError, match="no sound file"):
        sound.read_sound(path)


@pytest.mark.parametrize(
    "content",
    [
        riff(1, 1, 16000, 16, b"")[:20],
        riff(2, 1, 16000, 4, b"ab"),
        riff(1, 0, 16000, 16, b"ab"),
        riff(1, 1, 0, 16, b"ab"),
        riff(3, 1, 16000, 16, b"ab"),
    ],
)
def test_broken_files(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(CorruptFileError):
        sound.read_sound(path)
