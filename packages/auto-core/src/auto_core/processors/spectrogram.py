"""Short-time Fourier power, through a mel filter bank, on a logarithmic scale."""

from __future__ import annotations

from typing import Literal

import numpy as np

from auto_core.errors import InputError


def log_mel(
    waveform: np.ndarray,
    *,
    window: np.ndarray,
    hop_length: int,
    filters: np.ndarray,
    fft_length: int | None = None,
    power: float = 2.0,
    center: bool = True,
    dither: float = 0.0,
    preemphasis: float | None = None,
    remove_dc_offset: bool = False,
    mel_floor: float = 1e-10,
    log: Literal["log", "log10", "dB"] = "log10",
) -> np.ndarray:
    """The log-mel spectrogram [filters, frames], float32, of a waveform [samples].

    Frames have the window's length and are `hop_length` samples apart; with `center` the waveform
    is mirrored by half a frame at both ends. "dB" are ten decimal logarithms. `dither`
    adds Gaussian noise of that deviation, sampled from NumPy's global generator.

    Raises:
        InputError: the waveform is not one-dimensional or too short for one frame.
    """
    length = len(window)
    if waveform.ndim != 1:
        raise InputError(f"A waveform has shape {waveform.shape}, expected one dimension (mono).")
    needed = 1 if center else length
    if waveform.size < needed:
        raise InputError(
            f"A waveform has {waveform.size} samples, but one frame needs at least {needed}. "
            "Pad it with zeros or leave it out."
        )
    if center:
        waveform = np.pad(waveform, length // 2, mode="reflect")
    samples = waveform.astype(np.float64)
    frames = np.lib.stride_tricks.sliding_window_view(samples, length)[::hop_length]
    count = len(frames)
    if not dither:  # of the silence that fills up a recording, all frames are alike
        last = samples.size - 1 - int(np.argmax(samples[::-1] != 0))
        frames = frames[: max(1, last // hop_length + 2)]  # with a silent one, if there is any
    if dither:
        frames = frames + dither * np.random.randn(*frames.shape)
    if remove_dc_offset:
        frames = frames - frames.mean(1, keepdims=True)
    if preemphasis is not None:
        first = frames[:, :1] * (1 - preemphasis)
        frames = np.concatenate([first, frames[:, 1:] - preemphasis * frames[:, :-1]], axis=1)
    spectrum = np.fft.rfft(frames * window, n=fft_length or length).astype(np.complex64)
    if power == 2:
        # Squares of parts in double precision: what the absolute value would be the root of.
        magnitudes = np.square(spectrum.real, dtype=np.float64)
        magnitudes += np.square(spectrum.imag, dtype=np.float64)
    else:
        magnitudes = np.abs(spectrum.astype(np.complex128)) ** power
    mel = np.maximum(mel_floor, magnitudes @ filters)
    logarithms = np.log(mel) if log == "log" else np.log10(mel)
    found = (10 * logarithms if log == "dB" else logarithms).astype(np.float32).T
    return np.pad(found, ((0, 0), (0, count - found.shape[1])), mode="edge")
