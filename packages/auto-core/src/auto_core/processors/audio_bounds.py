"""Bounds of the numbers of feature extractors: what a file of a stranger may ask for."""

from __future__ import annotations

import math
from typing import Any

from auto_core.errors import InputError

# Whole numbers: smallest and largest.
_WHOLE = {
    "feature_size": (1, 512),  # mel filters
    "num_mel_bins": (1, 512),
    "n_mels": (1, 512),
    "projector_window_size": (1, 2**12),  # frames
    "projector_downsample_rate": (1, 2**12),  # frames
    "sampling_rate": (1, 2**20),  # hertz
    "stride": (1, 64),  # frames
    "n_fft": (2, 2**16),  # samples
    "fft_window_size": (2, 2**13),  # samples
    "max_length_s": (1, 2**12),  # seconds
    "hop_length": (1, 2**13),  # samples or milliseconds
    "frame_length": (1, 2**12),  # samples
    "win_length": (1, 2**13),  # milliseconds
    "chunk_length": (1, 2**12),  # seconds
    "max_length": (1, 2**15),  # frames
    "model_in_channels": (1, 2**12),  # channels of noise
    "pad_end_length": (0, 2**12),  # frames
}
_NUMBERS = (
    "padding_value",
    "dither",
    "mean",
    "std",
    "fmin",
    "fmax",
    "mel_floor",
    "frequency_min",
    "frequency_max",
    "min_frequency",
    "max_frequency",
    "frame_length_ms",
    "hop_length_ms",
    "input_scale_factor",
    "compression_factor",
    "compression_clip_val",
    "normalize_min",
    "normalize_max",
)
_OR_NONE = ("chunk_length_s", "overlap", "preemphasis")
_MOST_SAMPLES = 2**26  # of a recording that is filled up: an hour at 16 kHz
_MOST_OVERLAP = 64  # frames that a sample is in


def check_numbers(extractor: Any, names: tuple[str, ...]) -> None:
    """Refuse options that are no numbers, or that ask for more than any recording needs.

    Raises:
        InputError: naming the option, its value and what it may be.
    """
    whole = {**_WHOLE, **extractor.own_bounds}
    for name in names:
        value = getattr(extractor, name)
        if name in whole:
            low, high = whole[name]
            if type(value) is not int or not low <= value <= high:
                raise InputError(
                    f"{name} is {value!r:.100}, expected a whole number from {low} to {high}."
                )
        elif (name in _NUMBERS or (name in _OR_NONE and value is not None)) and (
            type(value) not in (int, float) or not math.isfinite(value) or abs(value) > 1e30
        ):
            raise InputError(f"{name} is {value!r:.100}, expected a number.")
    rate, hop = extractor.sampling_rate, getattr(extractor, "hop_length", 1)
    for name in ("chunk_length", "max_length_s", "chunk_length_s"):
        seconds = getattr(extractor, name) if name in names else None
        if seconds is not None and seconds * rate > _MOST_SAMPLES:
            raise InputError(
                f"{name}={seconds} seconds of {rate} hertz, expected at most "
                f"{_MOST_SAMPLES} samples, which is what a recording may be filled up to."
            )
    window = next(
        (
            getattr(extractor, name)
            for name in ("n_fft", "fft_window_size", "frame_length", "win_length")
            if hasattr(extractor, name)
        ),
        1,
    )
    if window > _MOST_OVERLAP * hop:
        raise InputError(
            f"Windows of {window} every {hop} (hop_length): expected a hop_length of at least "
            f"{-(-window // _MOST_OVERLAP)}."
        )
    if hasattr(extractor, "win_length") and not getattr(extractor, "counts_samples", False):
        # in milliseconds
        samples, step = window * rate // 1000, hop * rate // 1000
        if not 2 <= samples <= _WHOLE["n_fft"][1] or step < 1:
            raise InputError(
                f"win_length={window} and hop_length={hop} milliseconds are {samples} and {step} "
                f"samples at sampling_rate={rate}, expected 2 to {_WHOLE['n_fft'][1]} and at least "
                "one."
            )
