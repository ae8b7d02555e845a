"""Gemma 3n's feature extractor and processor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.processors.gemma4 import Gemma4AudioFeatureExtractor
from auto_core.processors.placeholders import NestedImagesProcessor
from auto_core.tensors import BatchFeature


class Gemma3nAudioFeatureExtractor(Gemma4AudioFeatureExtractor):
    """Log-mel spectrograms of magnitudes; frames count that begin within the recording."""

    frame_length_ms: float = 32.0
    min_frequency: float = 125.0
    max_frequency: float = 7600.0
    preemphasis: float = 0.97
    fft_overdrive: bool = True
    mel_floor: float = 1e-5
    frame_length: int = 512
    pads_before = False

    def _window(self) -> np.ndarray:
        angle = 2 * np.pi * np.arange(self.frame_length, dtype=np.float32) / self.frame_length
        return 0.5 * (1 - np.cos(angle))  # in float32

    def _logarithm(self, mel: np.ndarray) -> np.ndarray:
        return np.log(np.maximum(mel, np.float64(self.mel_floor)))

    def _marked(self, features: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return features, mask[:: self.hop_length][: len(features)].astype(bool)


class Gemma3nProcessor(NestedImagesProcessor):
    """A token of an image, and one of a recording, become as many as the model has vectors of
    each, between their begin and end."""

    parts = ("feature_extractor", "image_processor", "tokenizer")
    own_options = ("audio_seq_length", "image_seq_length")
    marks_kinds = True
    audio_seq_length: int = 188
    image_seq_length: int = 256

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        tokens = self.tokenizer
        self.boi_token, self.boa_token = tokens.boi_token, tokens.boa_token
        image = str(self.image_token) * self.image_seq_length
        sound = str(self.audio_token) * self.audio_seq_length
        self.full_image_sequence = f"\n\n{tokens.boi_token}{image}{tokens.eoi_token}\n\n"
        self.full_audio_sequence = f"\n\n{tokens.boa_token}{sound}{tokens.eoa_token}\n\n"

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> BatchFeature:
        """As the base, with `token_type_ids`, 1 at the tokens of images and 3 at those of sound.
        Without a text and images, each recording is a text of its own."""
        if audio is not None and not text and images is None:
            text = [str(self.audio_token)] * len(audio)
        features = super().__call__(images, text, videos, audio, **kwargs)
        if "mm_token_type_ids" in features:
            features["token_type_ids"] = features.pop("mm_token_type_ids")
        return features

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        return self.full_image_sequence

    def audio_texts(self, features: Mapping[str, Any]) -> list[str]:
        return [self.full_audio_sequence] * len(features["input_features"])

    @property
    def model_input_names(self) -> list[str]:
        names = [name for name in super().model_input_names if name != "mm_token_type_ids"]
        return [*names, "token_type_ids"]

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        return self.image_seq_length, 1

    def audio_count(self, length: int, options: Mapping[str, Any]) -> int:
        return self.audio_seq_length
