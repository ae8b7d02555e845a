"""SmolVLM (Marafioti et al., 2025, arXiv:2504.05299)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.idefics3 import Idefics3Config, Idefics3VisionConfig


class SmolVLMVisionConfig(Idefics3VisionConfig):
    """The image encoder, as Idefics3's."""

    model_type = "smolvlm_vision"


class SmolVLMConfig(Idefics3Config):
    """The image encoder's config, the language model's, and what joins them."""

    model_type = "smolvlm"
    sub_configs: ClassVar[dict[str, Any]] = {
        "vision_config": SmolVLMVisionConfig,
        "text_config": "auto",
    }
