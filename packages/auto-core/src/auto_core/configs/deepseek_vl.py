"""DeepSeek-VL (Lu et al., 2024, arXiv:2403.05525), of images of one size."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._vision_language import VisionLanguageConfig


class DeepseekVLConfig(VisionLanguageConfig):
    """The image encoder's config and the language model's."""

    model_type = "deepseek_vl"
    sub_configs: ClassVar[dict[str, Any]] = {"vision_config": "auto", "text_config": "auto"}
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vision_config": {"model_type": "siglip_vision_model"},
        "text_config": {"model_type": "llama"},
    }

    image_token_id: int = 100015
    tie_word_embeddings: bool = True
