"""Granite Speech's feature extractor and processor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.feature_extractor import FeatureExtractor
from auto_core.processors.mel import filter_bank, window
from auto_core.processors.placeholders import AudioProcessorName, PlaceholderProcessor
from auto_core.tensors import BatchFeature, to_numpy

_FLOOR, _RANGE = 1e-10, 8.0  # of powers; in decimal logarithms, below the highest


class GraniteSpeechFeatureExtractor(FeatureExtractor):
    """Log-mel spectrograms, two frames of which are one row; recordings are filled up with
    silence."""

    own_options = (
        "n_fft",
        "win_length",
        "hop_length",
        "n_mels",
        "projector_window_size",
        "projector_downsample_rate",
    )
    model_input_names: ClassVar[list[str]] = ["input_features"]
    counts_samples: ClassVar[bool] = True  # of windows, not their milliseconds

    feature_size: int = 80
    n_fft: int = 512
    win_length: int = 400
    hop_length: int = 160
    n_mels: int = 80
    projector_window_size: int = 15
    projector_downsample_rate: int = 5

    def _set(self, data: Mapping[str, Any]) -> None:
        nested = dict(data.get("melspec_kwargs") or {})  # where files have the spectrogram's
        nested.pop("sample_rate", None)
        found = {**nested, **data}
        found.pop("melspec_kwargs", None)
        if "n_mels" not in found and found.get("feature_size") is not None:
            found["n_mels"] = found["feature_size"]
        found["feature_size"] = found.get("n_mels", type(self).n_mels)
        super()._set(found)
        if self.win_length > self.n_fft:
            raise InputError(f"win_length is {self.win_length}, expected at most n_fft.")
        if self.projector_window_size % self.projector_downsample_rate:
            raise InputError(
                f"projector_window_size is {self.projector_window_size}, expected a multiple of "
                f"projector_downsample_rate={self.projector_downsample_rate}."
            )

    def to_dict(self) -> dict[str, Any]:
        """The content of preprocessor_config.json, as transformers writes it."""
        data = super().to_dict()
        own = {name: data.pop(name) for name in ("n_fft", "win_length", "hop_length", "n_mels")}
        return data | {"melspec_kwargs": {"sample_rate": self.sampling_rate, **own}}

    def __call__(
        self,
        audios: Any,
        device: Any = "cpu",
        sampling_rate: int | None = None,
        return_tensors: Any = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_features` [n, frames / 2, 2 * n_mels] of recordings, how many vectors each
        becomes (`audio_embed_sizes`), and `input_features_mask` [n, vectors], True for those.

        Raises:
            InputError: another sampling rate or device, several channels, or whole numbers.
        """
        self._check_call(unknown)
        if device not in (None, "cpu"):
            raise InputError(f"device is {device!r}, expected 'cpu': spectrograms are NumPy's.")
        waves = self._waveforms(audios, sampling_rate)
        shortest = min((len(wave) for wave in waves), default=0)
        if shortest < self.hop_length:
            raise InputError(
                f"A recording has {shortest} samples, expected {self.hop_length} or more: two "
                "frames, which are one row."
            )
        if any(wave.dtype.kind != "f" for wave in waves):
            raise InputError("Samples are whole numbers, expected floats from -1 to 1.")
        longest = max(len(wave) for wave in waves)
        features = [self._feature(np.pad(wave, (0, longest - len(wave)))) for wave in waves]
        sizes = [self.vectors_of(len(wave)) for wave in waves]
        mask = np.arange(max(sizes)) < np.array(sizes)[:, None]
        data = {"input_features": np.stack(features), "audio_embed_sizes": sizes}
        return BatchFeature(data | {"input_features_mask": mask}, tensor_type=return_tensors)

    def vectors_of(self, samples: int) -> int:
        """How many vectors a recording becomes."""
        rows = (samples // self.hop_length + 1) // 2
        windows = -(-rows // self.projector_window_size)
        return windows * (self.projector_window_size // self.projector_downsample_rate)

    def _feature(self, wave: np.ndarray) -> np.ndarray:
        """[frames / 2, 2 * n_mels] of [samples]."""
        around = self.n_fft - self.win_length
        shape = np.pad(window("hann", self.win_length), (around // 2, around - around // 2))
        samples = _mirrored(wave.astype(np.float64), self.n_fft // 2)
        frames = np.lib.stride_tricks.sliding_window_view(samples, self.n_fft)[:: self.hop_length]
        power = np.abs(np.fft.rfft(frames * shape)) ** 2
        bins, rate = 1 + self.n_fft // 2, self.sampling_rate
        filters = filter_bank(bins, self.n_mels, 0.0, float(rate // 2), rate)
        mel = np.log10(np.maximum(power @ filters, _FLOOR))
        mel = np.maximum(mel, mel.max() - _RANGE) / 4 + 1
        even = len(mel) // 2 * 2
        return mel[:even].reshape(even // 2, -1).astype(np.float32)


def _mirrored(wave: np.ndarray, count: int) -> np.ndarray:
    """Samples with so many mirrored ones at either end.

    Raises:
        InputError: there are not as many.
    """
    if len(wave) <= count:
        raise InputError(
            f"The longest recording has {len(wave)} samples, expected more than {count}, which "
            "are mirrored at its ends. Pad it with zeros."
        )
    return np.pad(wave, count, mode="reflect")


class GraniteSpeechProcessor(AudioProcessorName, PlaceholderProcessor):
    """Each token of a recording is repeated once per vector of it."""

    parts = ("feature_extractor", "tokenizer")
    own_options = ("audio_token",)
    text_defaults: ClassVar[Mapping[str, Any]] = {"padding": True}
    unused_input_names = ("audio_embed_sizes",)
    audio_token: str | None = "<|audio|>"

    def __call__(
        self, text: Any = None, audio: Any = None, device: Any = "cpu", **kwargs: Any
    ) -> Any:
        """The ids of texts with a token for each vector of their recordings, and the recordings'
        `input_features` [n f m] with their `input_features_mask` [n p].

        Raises:
            InputError: there is no text, or there are not as many tokens of recordings in the
                texts as recordings.
        """
        texts = [text] if isinstance(text, str) else text
        if not isinstance(texts, list | tuple) or not texts or not isinstance(texts[0], str):
            raise InputError(f"text is {text!r:.80}, expected a text or a list of them.")
        if audio is not None:
            given = {"device": device, **(kwargs.get("audio_kwargs") or {})}
            kwargs = {**kwargs, "audio_kwargs": given}
        return super().__call__(text=texts, audio=audio, **kwargs)

    def audio_texts(self, features: Mapping[str, Any]) -> Sequence[str]:  # type: ignore[override]
        sizes = to_numpy(features["audio_embed_sizes"]).tolist()
        return [str(self.audio_token) * size for size in sizes]
