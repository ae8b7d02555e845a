"""Qwen3.5 with images (Qwen Team, 2026)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig
from auto_core.configs.qwen3_5_text import Qwen3_5TextConfig
from auto_core.configs.qwen3_vl import LocatedVisionConfig


class Qwen3_5VisionConfig(LocatedVisionConfig):
    """The vision encoder. The defaults are upstream's."""

    model_type = "qwen3_5_vision"


class Qwen3_5Config(VisionLanguageConfig):
    """The vision encoder's config, the language model's, and the tokens of images and videos."""

    model_type = "qwen3_5"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Qwen3_5VisionConfig,
        "text_config": Qwen3_5TextConfig,
    }

    image_token_id: int = 248056
    video_token_id: int = 248057
    vision_start_token_id: int = 248053
    vision_end_token_id: int = 248054
    tie_word_embeddings: bool = False
