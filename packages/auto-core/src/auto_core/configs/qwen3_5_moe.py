"""Qwen3.5's mixtures of experts with images (Qwen Team, 2026)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import RoutedVisionLanguageConfig
from auto_core.configs.qwen3_5 import Qwen3_5Config, Qwen3_5VisionConfig
from auto_core.configs.qwen3_5_moe_text import Qwen3_5MoeTextConfig


class Qwen3_5MoeVisionConfig(Qwen3_5VisionConfig):
    """The vision encoder, which is Qwen3.5's."""

    model_type = "qwen3_5_moe_vision"


class Qwen3_5MoeConfig(RoutedVisionLanguageConfig, Qwen3_5Config):
    """Both configs, and the tokens of images and videos."""

    model_type = "qwen3_5_moe"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": Qwen3_5MoeVisionConfig,
        "text_config": Qwen3_5MoeTextConfig,
    }
