"""The processors of Gemma 4 whose language model reads pixels and samples themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.processors.feature_extractor import FeatureExtractor
from auto_core.processors.gemma4 import (
    Gemma4ImageProcessor,
    Gemma4Processor,
    Gemma4VideoProcessor,
    patches_of,
)
from auto_core.tensors import BatchFeature


def squares_of(image: np.ndarray, options: Mapping[str, Any]) -> tuple[np.ndarray, Any, int]:
    """As `patches_of`, of squares of `pooling_kernel_size` by `pooling_kernel_size` patches: each
    is one vector [kernel * patch * kernel * patch * channels]."""
    side = options["patch_size"] * options["pooling_kernel_size"]
    return patches_of(image, {**options, "patch_size": side, "pooling_kernel_size": 1})


class Gemma4UnifiedImageProcessor(Gemma4ImageProcessor):
    """Squares of each image, padded to one number, and their positions."""

    def _patches(self, image: np.ndarray, options: Mapping[str, Any]) -> tuple[Any, Any, int]:
        return squares_of(image, options)


class Gemma4UnifiedVideoProcessor(Gemma4VideoProcessor):
    """Squares of the frames of all videos, padded to one number, and their positions."""

    def _patches(self, image: np.ndarray, options: Mapping[str, Any]) -> tuple[Any, Any, int]:
        return squares_of(image, options)


class Gemma4UnifiedAudioFeatureExtractor(FeatureExtractor):
    """Waveforms cut into frames of `audio_samples_per_token` samples, the last one filled with
    zeros."""

    own_options = ("audio_samples_per_token",)
    own_bounds: ClassVar[Mapping[str, tuple[int, int]]] = {
        "feature_size": (1, 2**14),  # samples, as those of a frame
        "audio_samples_per_token": (1, 2**14),
    }
    model_input_names: ClassVar[list[str]] = ["input_features", "input_features_mask"]

    feature_size: int = 640
    audio_samples_per_token: int = 640

    def __call__(
        self,
        raw_speech: Any,
        padding: bool | str = "longest",
        max_length: int | None = None,
        truncation: bool = True,
        pad_to_multiple_of: int | None = None,
        return_tensors: Any = None,
        sampling_rate: int | None = None,
        **unknown: Any,
    ) -> BatchFeature:
        """`input_features` [batch, frames, samples], and `input_features_mask` [batch, frames],
        True for frames of the recording; `max_length` counts frames."""
        self._check_call(unknown)
        frames = [self._frames(one) for one in self._waveforms(raw_speech, sampling_rate)]
        cut = truncation and max_length is not None
        options = (padding, max_length, cut, pad_to_multiple_of, True)
        padded = self._pad({"input_features": frames}, *options)
        data = {
            "input_features": padded["input_features"],
            "input_features_mask": [mask.astype(bool) for mask in padded["attention_mask"]],
        }
        return BatchFeature(data, tensor_type=return_tensors)

    def _frames(self, waveform: np.ndarray) -> np.ndarray:
        size = self.audio_samples_per_token
        return np.pad(waveform, (0, -len(waveform) % size)).reshape(-1, size).astype(np.float32)


class Gemma4UnifiedProcessor(Gemma4Processor):
    """Gemma 4's, with a vector of each frame of a recording."""

    frames_each = 1

    def audio_count(self, length: int, options: Mapping[str, Any]) -> int:
        return -(-length // self.feature_extractor.audio_samples_per_token)
