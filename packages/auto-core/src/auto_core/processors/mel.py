"""Mel filter banks and window functions, in double precision.

The three mel scales are HTK's, Slaney's Auditory Toolbox (linear below 1 kHz) and Kaldi's.
"""

from __future__ import annotations

import functools

import numpy as np

from auto_core.errors import InputError


def hertz_to_mel(hertz: np.ndarray, scale: str) -> np.ndarray:
    if scale == "htk":
        return 2595.0 * np.log10(1.0 + hertz / 700.0)
    if scale == "kaldi":
        return 1127.0 * np.log(1.0 + hertz / 700.0)
    if scale != "slaney":
        raise InputError(f"mel_scale is {scale!r}, expected 'htk', 'slaney' or 'kaldi'.")
    logarithmic = 15.0 + np.log(np.maximum(hertz, 1000.0) / 1000.0) * (27.0 / np.log(6.4))
    return np.where(hertz >= 1000.0, logarithmic, 3.0 * hertz / 200.0)


def mel_to_hertz(mel: np.ndarray, scale: str) -> np.ndarray:
    if scale == "htk":
        return 700.0 * (np.power(10, mel / 2595.0) - 1.0)
    if scale == "kaldi":
        return 700.0 * (np.exp(mel / 1127.0) - 1.0)
    exponential = 1000.0 * np.exp((np.log(6.4) / 27.0) * (mel - 15.0))
    return np.where(mel >= 15.0, exponential, 200.0 * mel / 3.0)


@functools.lru_cache(maxsize=32)
def filter_bank(
    frequency_bins: int,
    filters: int,
    low: float,
    high: float,
    sampling_rate: int,
    *,
    norm: str | None = None,
    scale: str = "htk",
    triangles_in_mel: bool = False,
) -> np.ndarray:
    """Triangular filters [frequency_bins, filters] between `low` and `high` hertz.

    `norm="slaney"` divides each filter by its width; `triangles_in_mel` has them linear on the mel
    axis, as Kaldi does. The array is shared and read-only.

    Raises:
        InputError: an option is out of range.
    """
    if norm not in (None, "slaney"):
        raise InputError(f"norm is {norm!r}, expected None or 'slaney'.")
    if frequency_bins < 2 or low > high:
        raise InputError(
            f"A mel filter bank needs at least 2 frequency bins and a range that ascends, got "
            f"{frequency_bins} bins from {low} to {high} hertz."
        )
    ends = hertz_to_mel(np.array([low, high], dtype=np.float64), scale)
    mels = np.linspace(ends[0], ends[1], filters + 2)
    if triangles_in_mel:
        width = sampling_rate / ((frequency_bins - 1) * 2)
        bins = hertz_to_mel(width * np.arange(frequency_bins), scale)
        edges = mels
    else:
        bins = np.linspace(0, sampling_rate // 2, frequency_bins)
        edges = mel_to_hertz(mels, scale)
    steps = np.diff(edges)
    distances = edges[None] - bins[:, None]
    bank = np.maximum(0, np.minimum(-distances[:, :-2] / steps[:-1], distances[:, 2:] / steps[1:]))
    if norm == "slaney":
        bank *= (2.0 / (edges[2:] - edges[:-2]))[None]
    bank.setflags(write=False)
    return bank


def window(name: str, length: int, *, periodic: bool = True) -> np.ndarray:
    """A window function: "hann", "hamming" (with or without "_window"), "povey" or "boxcar".

    Raises:
        InputError: the name is none of these.
    """
    size = length + 1 if periodic else length
    shapes = {
        "boxcar": np.ones,
        "hamming": np.hamming,
        "hann": np.hanning,
        "povey": lambda n: np.power(np.hanning(n), 0.85),
    }
    shape = shapes.get(name.removesuffix("_window"))
    if shape is None:
        raise InputError(f"win_function is {name!r}, expected one of {', '.join(shapes)}.")
    return shape(size)[:length]
