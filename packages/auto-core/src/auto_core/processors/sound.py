"""Recordings as arrays: WAV by itself, FLAC, MP3 and OGG by soundfile, rates by soxr or SciPy.

soundfile, soxr and SciPy are the extra `auto-core[audio]`.
"""

from __future__ import annotations

import importlib
import math
import os
import struct
from pathlib import Path
from typing import Any

import numpy as np

from auto_core.errors import CorruptFileError, InputError, MissingDependencyError

MOST_BYTES = 2**31
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE  # formats of samples
_MOST_RATE, _MOST_CHANNELS = 2**20, 64


def read_sound(
    path: str | os.PathLike[str], sampling_rate: int | None = None
) -> tuple[np.ndarray, int]:
    """A file's waveform [samples], float32 in -1 to 1 with its channels mixed down, and its rate.

    With `sampling_rate` it is resampled to that rate.

    Raises:
        InputError: there is no such file, or it is larger than any recording.
        CorruptFileError: it is no sound file, or is cut.
        MissingDependencyError: its format or its rate needs the extra `auto-core[audio]`.
    """
    if not os.path.isfile(path):
        raise InputError(
            f"Audio is a {type(path).__name__}, and there is no file {os.fspath(path)!r:.200}. "
            "Pass a waveform [samples], or a file that is there."
        )
    path = Path(path)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise InputError(f"{path} has {size} bytes, expected at most {MOST_BYTES}.")
    with path.open("rb") as file:
        head = file.read(12)
    if head[:4] == b"RIFF" and head[8:] == b"WAVE":
        samples, rate = _read_wav(path)
    else:
        samples, rate = _read_by_soundfile(path)
    waveform = samples.mean(1, dtype=np.float32) if samples.shape[1] > 1 else samples[:, 0]
    if sampling_rate is None or sampling_rate == rate:
        return waveform, rate
    return resample(waveform, rate, sampling_rate), sampling_rate


def resample(waveform: np.ndarray, rate: int, wanted: int) -> np.ndarray:
    """A waveform [samples] of the rate `rate` at the rate `wanted`, float32.

    By soxr where it is installed, else by SciPy's polyphase filter.

    Raises:
        InputError: a rate is no rate.
        MissingDependencyError: neither is installed; names the rate that is wanted.
    """
    for value in (rate, wanted):
        if type(value) is not int or not 0 < value <= _MOST_RATE:
            raise InputError(f"A sampling rate is {value!r}, expected 1 to {_MOST_RATE} hertz.")
    waveform = np.asarray(waveform, np.float32)
    if rate == wanted or not waveform.size:
        return waveform
    soxr: Any = _optional("soxr")
    if soxr is not None:
        return np.asarray(soxr.resample(waveform, rate, wanted), np.float32)
    signal: Any = _optional("scipy.signal")
    if signal is None:
        raise MissingDependencyError(
            f"The recording is sampled at {rate} Hz and {wanted} Hz is wanted. Resampling needs "
            "soxr or SciPy: pip install auto-core[audio]. Or resample it first."
        )
    common = math.gcd(rate, wanted)
    found = signal.resample_poly(waveform.astype(np.float64), wanted // common, rate // common)
    return found.astype(np.float32)


def is_file(audio: Any) -> bool:
    """Whether audio is given by the path of a file."""
    return isinstance(audio, str | os.PathLike)


def _optional(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _read_by_soundfile(path: Path) -> tuple[np.ndarray, int]:
    soundfile = _optional("soundfile")
    if soundfile is None:
        raise MissingDependencyError(
            f"{path} is no WAV file. FLAC, MP3 and OGG need soundfile: pip install "
            "auto-core[audio]."
        )
    try:
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    except (RuntimeError, ValueError) as error:  # soundfile's own errors are RuntimeErrors
        raise CorruptFileError(f"{path} is no sound file that can be read: {error}") from error
    return samples, int(rate)


def _read_wav(path: Path) -> tuple[np.ndarray, int]:
    """Samples [n channels] of a RIFF file: integers of 8 to 32 bits, or floats."""
    content = path.read_bytes()
    form: tuple[int, ...] | None = None
    at = 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        body = content[at + 8 : at + 8 + size]
        if name == b"fmt ":
            if len(body) < 16:
                break
            kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", body)
            if kind == _EXTENSIBLE and len(body) >= 26:
                kind = struct.unpack_from("<H", body, 24)[0]
            form = (kind, channels, rate, bits)
        if name == b"data":
            if form is None:
                break
            return _samples(path, body, *form), form[2]
        at += 8 + size + size % 2
    raise CorruptFileError(f"{path} is a WAV file without its format or its data.")


def _samples(path: Path, body: bytes, kind: int, channels: int, rate: int, bits: int) -> np.ndarray:
    if not 0 < channels <= _MOST_CHANNELS or not 0 < rate <= _MOST_RATE:
        raise CorruptFileError(f"{path} has {channels} channels at {rate} Hz.")
    width = channels * (bits // 8)
    known = (kind == _PCM and bits in (8, 16, 24, 32)) or (kind == _FLOAT and bits in (32, 64))
    if not known:
        raise CorruptFileError(
            f"{path} has samples of {bits} bits in format {kind}, expected integers or floats."
        )
    body = body[: len(body) // width * width]  # a stream that was cut in the middle of a sample
    if kind == _FLOAT:
        values = np.frombuffer(body, f"<f{bits // 8}").astype(np.float32)
    elif bits == 8:
        values = (np.frombuffer(body, np.uint8).astype(np.float32) - 128) / 128
    elif bits == 24:
        three = np.frombuffer(body, np.uint8).reshape(-1, 3).astype(np.int32)
        whole = (three[:, 0] << 8) | (three[:, 1] << 16) | (three[:, 2] << 24)
        values = whole.astype(np.float32) / 2**31
    else:
        whole = np.frombuffer(body, f"<i{bits // 8}")
        values = whole.astype(np.float32) / 2 ** (bits - 1)
    return values.reshape(-1, channels)
