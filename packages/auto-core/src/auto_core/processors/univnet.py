"""UnivNet's feature extractor: log-mel spectrograms of magnitudes, and the noise beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.feature_extractor import FeatureExtractor
from auto_core.processors.mel import filter_bank, window
from auto_core.tensors import BatchFeature, to_numpy


class UnivNetFeatureExtractor(FeatureExtractor):
    """Waveforms in, spectrograms and noise out; sound of one length each out of the model's."""

    own_options = (
        "do_normalize",
        "num_mel_bins",
        "hop_length",
        "win_length",
        "win_function",
        "filter_length",
        "max_length_s",
        "fmin",
        "fmax",
        "mel_floor",
        "center",
        "compression_factor",
        "compression_clip_val",
        "normalize_min",
        "normalize_max",
        "model_in_channels",
        "pad_end_length",
    )
    model_input_names: ClassVar[list[str]] = ["input_features", "noise_sequence", "padding_mask"]
    counts_samples: ClassVar[bool] = True  # of windows, not their milliseconds

    sampling_rate = 24000
    do_normalize: bool = False
    num_mel_bins: int = 100
    hop_length: int = 256
    win_length: int = 1024
    win_function: str = "hann_window"
    filter_length: int | None = 1024  # of the transform; the window's
    max_length_s: int = 10
    fmin: float = 0.0
    fmax: float | None = None  # half of the sampling rate
    mel_floor: float = 1e-9
    center: bool = False
    compression_factor: float = 1.0
    compression_clip_val: float = 1e-5
    normalize_min: float = -11.512925148010254
    normalize_max: float = 2.3143386840820312
    model_in_channels: int = 64
    pad_end_length: int = 10

    def _set(self, data: Mapping[str, Any]) -> None:
        data = dict(data)
        if data.get("fmax") is None:
            data["fmax"] = data.get("sampling_rate", self.sampling_rate) / 2
        super()._set(data)
        size = 2 ** (self.win_length - 1).bit_length()  # of the transform, where none is said
        if self.win_length != (size if self.filter_length is None else self.filter_length):
            raise InputError(
                f"win_length is {self.win_length} and filter_length {self.filter_length}, "
                "expected the same (or None and a power of two)."
            )

    def __call__(
        self,
        raw_speech: Any,
        sampling_rate: int | None = None,
        padding: bool | str = True,
        max_length: int | None = None,
        truncation: bool = True,
        pad_to_multiple_of: int | None = None,
        return_noise: bool = True,
        generator: np.random.Generator | None = None,
        pad_end: bool = False,
        pad_length: int | None = None,
        do_normalize: bool | None = None,
        return_attention_mask: bool | None = None,
        return_tensors: Any = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_features` [batch, frames, mel bins], `noise_sequence` [batch, frames, channels]
        by a generator of NumPy's, and `padding_mask` [batch, samples].

        `pad_end` adds `pad_length` frames of silence, against clicks at the end of what the
        model makes; recordings are cut to `max_length` samples, by default `max_length_s`.

        Raises:
            InputError: another sampling rate, or several channels.
        """
        self._check_call(unknown)
        waveforms = [
            np.asarray(one, np.float32) for one in self._waveforms(raw_speech, sampling_rate)
        ]
        if pad_end:
            frames = self.pad_end_length if pad_length is None else pad_length
            silence = (0, frames * self.hop_length)
            waveforms = [
                np.pad(one, silence, constant_values=self.padding_value) for one in waveforms
            ]
        longest = self.max_length_s * self.sampling_rate if max_length is None else max_length
        options = (padding, longest, truncation, pad_to_multiple_of, return_attention_mask)
        held = self._pad({"input_features": waveforms}, *options)
        spectrograms = [self.mel_spectrogram(one) for one in held["input_features"]]
        features: dict[str, Any] = {"input_features": spectrograms}
        if "attention_mask" in held:
            features["padding_mask"] = held["attention_mask"]
        if return_noise:
            chance = np.random.default_rng() if generator is None else generator
            features["noise_sequence"] = [
                chance.standard_normal((len(one), self.model_in_channels), dtype=np.float32)
                for one in spectrograms
            ]
        if self.do_normalize if do_normalize is None else do_normalize:
            features["input_features"] = [self.normalize(one) for one in spectrograms]
        return BatchFeature(features, tensor_type=return_tensors)

    def mel_spectrogram(self, waveform: np.ndarray) -> np.ndarray:
        """[frames, mel bins] of a waveform [samples], mirrored at both ends."""
        length, hop = self.win_length, self.hop_length
        waveform = np.pad(waveform, (length - hop) // 2, mode="reflect")
        if self.center:
            waveform = np.pad(waveform, length // 2, mode="reflect")
        if len(waveform) < length:
            raise InputError(
                f"A waveform has {len(waveform)} samples with what is mirrored, but one frame "
                f"needs {length}. Pad it with zeros or leave it out."
            )
        samples = waveform.astype(np.float64)
        frames = np.lib.stride_tricks.sliding_window_view(samples, length)[::hop]
        spectrum = np.fft.rfft(frames * window(self.win_function, length)).astype(np.complex64)
        floor = np.float32(self.mel_floor)
        magnitudes = np.sqrt(spectrum.real**2 + spectrum.imag**2 + floor)
        filters = filter_bank(
            length // 2 + 1,
            self.num_mel_bins,
            self.fmin,
            self.fmax or self.sampling_rate / 2,
            self.sampling_rate,
            norm="slaney",
            scale="slaney",
        )
        mel = np.maximum(magnitudes @ filters, self.compression_clip_val)
        return np.log(mel * self.compression_factor).astype(np.float32)

    def normalize(self, spectrogram: np.ndarray) -> np.ndarray:
        """From the range of normalize_min and normalize_max to that of -1 and 1."""
        span = self.normalize_max - self.normalize_min
        return 2 * ((spectrogram - self.normalize_min) / span) - 1

    def denormalize(self, spectrogram: np.ndarray) -> np.ndarray:
        """What `normalize` got."""
        span = self.normalize_max - self.normalize_min
        return self.normalize_min + span * ((spectrogram + 1) / 2)

    def batch_decode(self, waveforms: Any, waveform_lengths: Any = None) -> list[np.ndarray]:
        """The model's waveforms [batch, samples] as arrays, each of its length if that is given."""
        arrays = [to_numpy(one) for one in waveforms]
        if waveform_lengths is None:
            return arrays
        return [one[: int(end)] for one, end in zip(arrays, waveform_lengths, strict=True)]
