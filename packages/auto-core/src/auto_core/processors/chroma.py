"""MusicGen Melody's feature extractor: which of the twelve pitch classes is loudest, by frames."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np

from auto_core.processors.feature_extractor import FeatureExtractor
from auto_core.processors.sound import is_file
from auto_core.tensors import BatchFeature, to_numpy

A440, OCTAVE_CENTRE, OCTAVE_WIDTH = 440.0, 5.0, 2.0
DEMUCS_RATE = 44000  # what upstream takes stems for that come without a rate
ROLLOFF, LOBES = 0.945, 24  # of the resampling filter


@lru_cache
def chroma_filters(sampling_rate: int, bins: int, count: int) -> np.ndarray:
    """[count, bins // 2 + 1]: how much of each frequency is each pitch class, C first.

    Gaussian bumps around the classes (Ellis, 2007, Chroma feature analysis), of columns of length
    1, weighted around the fifth octave.
    """
    frequency = np.arange(1, bins) * (sampling_rate / bins)
    pitch = count * np.log2(frequency / (A440 / 16))
    pitch = np.concatenate([[pitch[0] - 1.5 * count], pitch])
    width = np.concatenate([np.maximum(np.diff(pitch), 1.0), [1.0]])
    half = np.round(count / 2)
    apart = pitch[None] - np.arange(count, dtype=float)[:, None]
    apart = np.remainder(apart + half + 10 * count, count) - half
    filters = np.exp(-0.5 * (2 * apart / width) ** 2)
    filters /= np.sqrt(np.sum(filters**2, 0, keepdims=True))
    filters *= np.exp(-0.5 * ((pitch / count - OCTAVE_CENTRE) / OCTAVE_WIDTH) ** 2)
    filters = np.roll(filters, -3 * (count // 12), 0)
    return filters[:, : 1 + bins // 2].astype(np.float32)


def resampled(waveform: np.ndarray, rate: int, wanted: int) -> np.ndarray:
    """A waveform [... samples] at another rate, by windowed sincs as torchaudio has them."""
    common = math.gcd(rate, wanted)
    old, new = rate // common, wanted // common
    base = min(old, new) * ROLLOFF
    width = math.ceil(LOBES * old / base)
    time = np.arange(-width, width + old)[None] / old + np.arange(0, -new, -1)[:, None] / new
    time = np.clip(time * base, -LOBES, LOBES)
    kernel = np.sinc(time) * np.cos(time * (np.pi / LOBES / 2)) ** 2 * (base / old)
    length = waveform.shape[-1]
    edges = [(0, 0)] * (waveform.ndim - 1) + [(width, width + old)]
    padded = np.pad(waveform.astype(np.float64), edges)
    frames = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape[1], -1)[..., ::old, :]
    found = (frames @ kernel.T).reshape(*waveform.shape[:-1], -1)
    return found[..., : math.ceil(new * length / old)].astype(np.float32)


class MusicgenMelodyFeatureExtractor(FeatureExtractor):
    """Waveforms, or the stems that Demucs parts them into, to one-hot chroma."""

    own_options = ("hop_length", "chunk_length", "n_fft", "num_chroma", "stem_indices")
    model_input_names: ClassVar[list[str]] = ["input_features"]

    feature_size = 12
    sampling_rate = 32000
    return_attention_mask = False
    hop_length: int = 4096
    chunk_length: int = 30  # seconds
    n_fft: int = 16384
    num_chroma: int = 12
    stem_indices: list[int] = [3, 2]  # noqa: RUF012  (copied)

    @property
    def n_samples(self) -> int:
        return self.chunk_length * self.sampling_rate

    def _set(self, data: Mapping[str, Any]) -> None:
        super()._set({key: value for key, value in data.items() if key != "n_samples"})

    def to_dict(self) -> dict[str, Any]:
        return {**super().to_dict(), "n_samples": self.n_samples}

    def __call__(
        self,
        audio: Any,
        truncation: bool = True,
        pad_to_multiple_of: int | None = None,
        return_tensors: Any = None,
        return_attention_mask: bool | None = None,
        padding: bool | str | None = True,
        max_length: int | None = None,
        sampling_rate: int | None = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_features` [batch, frames, chroma]; on request `attention_mask` [batch, frames].

        Args:
            audio: a waveform [samples], or several; in stereo a list of [2, samples]; or stems of
                Demucs, a tensor [batch, stems, channels, samples].
            sampling_rate: of the audio, which is resampled from it.

        Raises:
            InputError: there is no audio, or an option is not known.
        """
        self._check_call(unknown)
        recordings = self._recordings(audio, sampling_rate)
        limit = max_length or self.n_samples
        options = (padding or False, limit, truncation, pad_to_multiple_of, return_attention_mask)
        padded = self._pad({"input_features": recordings}, *options)
        padded["input_features"] = [self._chroma(wave) for wave in padded["input_features"]]
        if "attention_mask" in padded:
            masks = padded["attention_mask"]
            padded["attention_mask"] = [mask[:: self.hop_length] for mask in masks]
        return BatchFeature(dict(padded), tensor_type=return_tensors)

    def _recordings(self, audio: Any, rate: int | None) -> list[np.ndarray]:
        """[samples] of each recording, at the extractor's rate."""
        listed = isinstance(audio, list | tuple)
        first = audio[0] if listed and len(audio) else audio
        if not listed and np.ndim(audio) == 4:
            stems = to_numpy(audio)[:, self.stem_indices].sum(1).mean(1)
            return self._at_rate(list(stems), DEMUCS_RATE if rate is None else rate)
        if rate is None or is_file(first):  # files are read at the rate that is wanted
            rate = self.sampling_rate
        if listed and np.ndim(first) > 1:  # stereo is mixed down
            mixed = [to_numpy(item).astype(np.float32).mean(0) for item in audio]
            return self._at_rate(mixed, rate)
        return self._at_rate(self._waveforms(audio, self.sampling_rate), rate)

    def _at_rate(self, recordings: list[np.ndarray], rate: int) -> list[np.ndarray]:
        found = [np.asarray(item, np.float32) for item in recordings]
        if rate == self.sampling_rate:
            return found
        return [resampled(item, rate, self.sampling_rate) for item in found]

    def _chroma(self, waveform: np.ndarray) -> np.ndarray:  # [samples] -> [frames, chroma]
        missing = max(self.n_fft - len(waveform), 0)
        waveform = np.pad(waveform, (missing // 2, missing - missing // 2))
        half = self.n_fft // 2
        waveform = np.pad(waveform, half, mode="reflect")
        window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(self.n_fft) / self.n_fft)
        frames = np.lib.stride_tricks.sliding_window_view(waveform, self.n_fft)[:: self.hop_length]
        power = np.abs(np.fft.rfft(frames * window)) ** 2 / np.sum(window**2)
        filters = chroma_filters(self.sampling_rate, self.n_fft, self.num_chroma)
        loudest = np.argmax(power @ filters.T.astype(np.float64), -1)
        return np.eye(self.num_chroma, dtype=np.float32)[loudest]
