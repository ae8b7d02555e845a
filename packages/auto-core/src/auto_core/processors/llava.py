"""The processors of LLaVA and of models after it: texts with images of one size, or of tiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.errors import InputError
from auto_core.processors.placeholders import PlaceholderProcessor


class LlavaProcessor(PlaceholderProcessor):
    """Each token of an image is repeated once per patch of its image."""

    own_options = (
        "patch_size",
        "vision_feature_select_strategy",
        "image_token",
        "num_additional_image_tokens",
    )
    patch_size: int | None = None
    vision_feature_select_strategy: str | None = None
    image_token: str | None = "<image>"
    num_additional_image_tokens: int = 0

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        if self.patch_size is None:
            raise InputError("patch_size is None; load the processor with patch_size=14, or other.")
        height, width = features["pixel_values"][index].shape[-2:]
        patches = (height // self.patch_size) * (width // self.patch_size)
        count = patches + self.num_additional_image_tokens
        if self.vision_feature_select_strategy == "default":
            count -= 1
        return str(self.image_token) * count
