"""Gemma 3 with images (Gemma Team, 2025, arXiv:2503.19786)."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.gemma3_text import Gemma3TextConfig


class Gemma3Config(VisionLanguageConfig):
    """The image encoder's config, the language model's, and what joins them."""

    model_type = "gemma3"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": Gemma3TextConfig,
        "vision_config": "auto",
    }
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vision_config": {"model_type": "siglip_vision_model"}
    }
    attribute_map: ClassVar[dict[str, str]] = {
        "image_token_id": "image_token_index",
        "boi_token_id": "boi_token_index",
        "eoi_token_id": "eoi_token_index",
    }

    mm_tokens_per_image: int = 256  # of a square
    boi_token_index: int | None = 255_999
    eoi_token_index: int | None = 256_000
    image_token_index: int = 262_144
    initializer_range: float = 0.02
    tie_word_embeddings: bool = True

    def _complete(self) -> None:
        super()._complete()
        if math.isqrt(self.mm_tokens_per_image) ** 2 != self.mm_tokens_per_image:
            self._refuse("mm_tokens_per_image", "the number of vectors of a square")
