"""The feature extractors of codecs: waveforms of one length, and what marks their padding."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.feature_extractor import (
    FeatureExtractor,
)
from auto_core.processors.sound import is_file
from auto_core.tensors import BatchFeature


class _CodecFeatureExtractor(FeatureExtractor):
    """Waveforms of one length for a codec: `input_values` [batch, channels, samples]."""

    model_input_names: ClassVar[list[str]] = ["input_values", "padding_mask"]

    sampling_rate = 24000

    def _recordings(self, audio: Any, sampling_rate: int | None) -> list[np.ndarray]:
        """[samples], or [samples, 2] of stereo, of each recording."""
        if self.feature_size == 1:
            return self._waveforms(audio, sampling_rate)
        several = isinstance(audio, list | tuple) and np.ndim(audio[0]) > 1
        found = [np.asarray(item, np.float32).T for item in (audio if several else [audio])]
        for item in found:
            if item.ndim != 2 or item.shape[1] != 2:
                raise InputError(
                    f"A recording has shape {item.T.shape}, expected [2, samples]: this codec is "
                    "one of stereo."
                )
        if sampling_rate not in (None, self.sampling_rate):
            raise InputError(
                f"The audio is sampled at {sampling_rate} Hz, expected {self.sampling_rate} Hz."
            )
        return found

    def _codec_features(
        self, recordings: list[np.ndarray], padding: Any, truncation: bool, *lengths: Any
    ) -> dict[str, Any]:
        max_length, multiple = lengths
        options = (padding, max_length, truncation, multiple, bool(padding))
        padded = self._pad({"input_values": recordings}, *options)
        if "attention_mask" in padded:
            padded["padding_mask"] = padded.pop("attention_mask")
        values = padded.pop("input_values")
        padded["input_values"] = [v[None] if v.ndim == 1 else v.T for v in values]
        return dict(padded)

    def _check_padding(self, padding: Any, truncation: Any) -> Any:
        if padding and truncation:
            raise InputError("padding and truncation are both set: pass one of them.")
        return True if padding is None else padding


class EncodecFeatureExtractor(_CodecFeatureExtractor):
    """Waveforms that whole chunks fit into, where the codec cuts chunks: EnCodec, Mimi."""

    own_options = ("chunk_length_s", "overlap")

    chunk_length_s: float | None = None
    overlap: float | None = None

    @property
    def chunk_length(self) -> int | None:
        if self.chunk_length_s is None:
            return None
        return int(self.chunk_length_s * self.sampling_rate)

    @property
    def chunk_stride(self) -> int | None:
        if self.chunk_length is None or self.overlap is None:
            return None
        return max(1, int((1.0 - self.overlap) * self.chunk_length))

    def __call__(
        self,
        raw_audio: Any,
        padding: bool | str | None = None,
        truncation: bool | None = False,
        max_length: int | None = None,
        return_tensors: Any = None,
        sampling_rate: int | None = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_values` [batch, channels, samples] and `padding_mask` [batch, samples].

        Raises:
            InputError: another sampling rate or number of channels, or contradictory options.
        """
        self._check_call(unknown)
        padding = self._check_padding(padding, truncation)
        recordings = self._recordings(raw_audio, sampling_rate)
        stride, chunk = self.chunk_stride, self.chunk_length
        if stride is not None and chunk is not None and max_length is None:
            lengths = [len(item) for item in recordings]
            if truncation:
                max_length = (min(lengths) // stride - 1) * stride + chunk
            elif padding:
                max_length = (-(-max(lengths) // stride) - 1) * stride + chunk
                padding = "max_length"
        features = self._codec_features(recordings, padding, bool(truncation), max_length, None)
        return BatchFeature(features, tensor_type=return_tensors)


class KyutaiSpeechToTextFeatureExtractor(EncodecFeatureExtractor):
    """EnCodec's, with silence before and after: what is said is written some seconds later."""

    own_options = (
        *EncodecFeatureExtractor.own_options,
        "audio_delay_seconds",
        "audio_silence_prefix_seconds",
    )

    audio_delay_seconds: float | None = 0.0
    audio_silence_prefix_seconds: float | None = 0.0

    def __call__(
        self,
        raw_audio: Any,
        padding: bool | str | None = None,
        truncation: bool | None = False,
        max_length: int | None = None,
        return_tensors: Any = None,
        sampling_rate: int | None = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_values` [batch, channels, samples] and `padding_mask` [batch, samples].

        Raises:
            InputError: another sampling rate or number of channels, or contradictory options.
        """
        options = (padding, truncation, max_length, None, sampling_rate)
        found = super().__call__(raw_audio, *options, **unknown)
        before = int((self.audio_silence_prefix_seconds or 0.0) * self.sampling_rate)
        after = int(((self.audio_delay_seconds or 0.0) + 1.0) * self.sampling_rate)
        features = {
            name: [
                np.pad(value, [(0, 0)] * (np.ndim(value) - 1) + [(before, after)])
                for value in values
            ]
            for name, values in found.items()
        }
        return BatchFeature(features, tensor_type=return_tensors)


class DacFeatureExtractor(_CodecFeatureExtractor):
    """Waveforms of whole frames: DAC."""

    own_options = ("hop_length",)

    sampling_rate = 16000
    hop_length: int = 512

    def __call__(
        self,
        raw_audio: Any,
        padding: bool | str | None = None,
        truncation: bool | None = False,
        max_length: int | None = None,
        return_tensors: Any = None,
        sampling_rate: int | None = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_values` [batch, 1, samples] and `padding_mask` [batch, samples].

        Raises:
            InputError: another sampling rate or number of channels, or contradictory options.
        """
        self._check_call(unknown)
        padding = self._check_padding(padding, truncation)
        if self.feature_size != 1:
            raise InputError(f"feature_size is {self.feature_size}, expected 1: DAC is mono.")
        recordings = self._recordings(raw_audio, sampling_rate)
        lengths = (max_length, self.hop_length)
        features = self._codec_features(recordings, padding, bool(truncation), *lengths)
        return BatchFeature(features, tensor_type=return_tensors)


class DiaFeatureExtractor(DacFeatureExtractor):
    """Waveforms of whole frames, stereo mixed down, always with their mask: Dia."""

    def __call__(
        self,
        raw_audio: Any,
        padding: bool | str | None = None,
        truncation: bool | None = False,
        max_length: int | None = None,
        return_tensors: Any = None,
        sampling_rate: int | None = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_values` [batch, 1, samples] and `padding_mask` [batch, samples].

        Raises:
            InputError: another sampling rate or number of channels, or contradictory options.
        """
        self._check_call(unknown)
        padding = True if padding is None else padding
        self._check_padding(padding, truncation)
        recordings = self._mono(raw_audio, sampling_rate)
        options = (max_length, bool(truncation), self.hop_length, True)
        padded = self._pad({"input_values": recordings}, padding, *options)
        padded["padding_mask"] = padded.pop("attention_mask")
        padded["input_values"] = [value[None] for value in padded["input_values"]]
        return BatchFeature(dict(padded), tensor_type=return_tensors)

    def _mono(self, audio: Any, sampling_rate: int | None) -> list[np.ndarray]:
        """One waveform [samples] of each recording, [samples] or [2, samples]."""
        if self.feature_size != 2 or is_file(audio):
            return self._waveforms(audio, sampling_rate)
        several = isinstance(audio, list | tuple) and (is_file(audio[0]) or np.ndim(audio[0]) > 0)
        found = []
        for item in audio if several else [audio]:
            if not is_file(item) and np.ndim(item) == 2:
                item = np.asarray(item, np.float32).mean(0)
            found += self._waveforms(item, sampling_rate)
        return found
