"""InternVL's processor: tiles of images and frames of videos among texts, all `pixel_values`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.placeholders import IMAGE, PlaceholderProcessor
from auto_core.tensors import to_numpy


class InternVLProcessor(PlaceholderProcessor):
    """A token of an image becomes those of its tiles between a start and an end; one of a video
    numbered frames, each like an image of one tile."""

    parts = ("image_processor", "tokenizer", "video_processor")
    own_options = ("image_seq_length",)
    image_seq_length: int = 256
    text_defaults: ClassVar[Mapping[str, Any]] = {"padding_side": "left"}
    images_defaults: ClassVar[Mapping[str, Any]] = {"crop_to_patches": True}
    unused_input_names = ("num_patches", "pixel_values_videos")
    # Attribute -> what the tokenizer calls that token.
    roles: ClassVar[Mapping[str, str]] = {
        "start_image_token": "start_image_token",
        "end_image_token": "end_image_token",
        "image_token": "context_image_token",
        "video_token": "video_token",
    }

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        if not 0 < self.image_seq_length <= 2**16:
            raise InputError(f"image_seq_length is {self.image_seq_length}, expected 1 to {2**16}.")
        for name, role in self.roles.items():
            token = getattr(self.tokenizer, role, None)
            if not isinstance(token, str):
                raise InputError(
                    f"The tokenizer has no {role}: its tokenizer_config.json names one among "
                    "extra_special_tokens."
                )
            setattr(self, name, token)

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """As the base.

        Raises:
            InputError: there is no text.
        """
        if text is None:
            raise InputError("Pass a text: it says in which order images and videos are.")
        return super().__call__(images, text, videos, audio, **kwargs)

    def joined(self, features: dict[str, Any], text: Any) -> dict[str, Any]:
        """`pixel_values` of images and of videos, in the order of their tokens."""
        images, videos = features.get("pixel_values"), features.get("pixel_values_videos")
        if videos is None:
            return features
        frames = [to_numpy(video) for video in videos]
        tiles: list[np.ndarray] = []
        if images is not None:
            ends = np.cumsum(to_numpy(features["num_patches"]))[:-1]
            tiles = np.split(np.stack([to_numpy(image) for image in images]), ends)
        rest = {IMAGE: iter(tiles), "video": iter(frames)}
        image, video = (re.escape(str(token)) for token in (self.image_token, self.video_token))
        found = [
            next(rest[IMAGE if match.lastgroup else "video"])
            for one in ([text] if isinstance(text, str) else text)
            for match in re.finditer(f"(?P<image>{image})|{video}", one)
        ]
        return {**features, "pixel_values": np.concatenate(found)}

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["num_patches"])

    def videos_of(self, features: Mapping[str, Any]) -> int:
        return len(features["pixel_values_videos"])

    def _vectors(self, tiles: int) -> str:
        return (
            f"{self.start_image_token}{str(self.image_token) * self.image_seq_length * tiles}"
            f"{self.end_image_token}"
        )

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        return self._vectors(int(features["num_patches"][index]))

    def video_text(self, features: Mapping[str, Any], index: int) -> str:
        frames = range(1, len(features["pixel_values_videos"][index]) + 1)
        return "\n".join(f"Frame{frame}: {self._vectors(1)}" for frame in frames)

    def kinds_of_ids(self) -> dict[int, Sequence[int]]:
        tokens = (self.image_token, self.start_image_token, self.end_image_token)
        return {1: [self.tokenizer.convert_tokens_to_ids(token) for token in tokens]}

    def tokens_that_count(self) -> list[str]:
        return [str(self.image_token)]

    @property
    def model_input_names(self) -> list[str]:
        parts = (self.tokenizer, self.image_processor)
        names = [name for part in parts for name in part.model_input_names]
        return [name for name in dict.fromkeys(names) if name not in self.unused_input_names]

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        patches = self.image_processor.get_number_of_image_patches(*shape, options)
        return 2 + self.image_seq_length * patches, patches


class QianfanOCRProcessor(InternVLProcessor):
    """A placeholder of an image becomes the tokens of its tiles between a start and an end."""

    parts = ("image_processor", "tokenizer")
    own_options = ("image_seq_length", "image_placeholder_token")
    image_placeholder_token: str = "<image>"
    unused_input_names = ("num_patches",)
    roles: ClassVar[Mapping[str, str]] = {
        name: role for name, role in InternVLProcessor.roles.items() if name != "video_token"
    }

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        self.video_token = None

    def placeholder(self, kind: str) -> str | None:
        return self.image_placeholder_token if kind == IMAGE else None
