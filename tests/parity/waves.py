"""Inputs of audio models: waveforms and spectrograms of several lengths, padded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from parity.texts import Inputs, padding


def waveform(rng: np.random.Generator, samples: int, *, rate: int = 16000) -> np.ndarray:
    """A float32 recording [samples]: two tones and noise, like a voice of one pitch."""
    time = np.arange(samples) / rate
    pitch = rng.uniform(80, 400)
    tones = 0.4 * np.sin(2 * np.pi * pitch * time) + 0.2 * np.sin(6 * np.pi * pitch * time + 1)
    return (tones + 0.1 * rng.standard_normal(samples)).astype(np.float32)


def waveforms(rng: np.random.Generator, lengths: Sequence[int], *, masked: bool = True) -> Inputs:
    """input_values [b samples] of recordings of these lengths, zeros after them.

    With `masked`, also the attention_mask [b samples] that tells them from the padding.
    """
    most = max(lengths)
    rows = [np.pad(waveform(rng, length), (0, most - length)) for length in lengths]
    inputs: Inputs = {"input_values": np.stack(rows)}
    if masked:
        inputs["attention_mask"] = padding(list(lengths), most)
    return inputs


def log_mel(rng: np.random.Generator, batch: int, bins: int, frames: int) -> np.ndarray:
    """Log-mel spectrograms [b bins frames], scaled as Whisper's are: about -1 to 1.5."""
    smooth = rng.standard_normal((batch, bins, frames)).cumsum(-1) / np.sqrt(frames)
    return np.clip(smooth, -1, 1.5).astype(np.float32)


def filter_banks(rng: np.random.Generator, batch: int, frames: int, bins: int) -> np.ndarray:
    """Kaldi's filter banks [b frames bins], normalised to about mean 0 and deviation 0.5."""
    return (0.5 * rng.standard_normal((batch, frames, bins))).astype(np.float32)
