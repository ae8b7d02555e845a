"""The processors of Qwen's vision-language models."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from auto_core.processors.placeholders import PlaceholderProcessor


class Qwen2VLProcessor(PlaceholderProcessor):
    """A token of an image becomes one for each block of its patches."""

    parts = ("image_processor", "tokenizer", "video_processor")
    image_token: str | None = "<|image_pad|>"
    video_token: str | None = "<|video_pad|>"
    marks_kinds = True

    def images_of(self, features: Mapping[str, Any], images: Any) -> int:
        return len(features["image_grid_thw"])

    def videos_of(self, features: Mapping[str, Any]) -> int:
        return len(features["video_grid_thw"])

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        count = math.prod(map(int, features["image_grid_thw"][index]))
        return str(self.image_token) * (count // self.image_processor.merge_size**2)

    def video_text(self, features: Mapping[str, Any], index: int) -> str:
        count = math.prod(map(int, features["video_grid_thw"][index]))
        return str(self.video_token) * (count // self.video_processor.merge_size**2)
