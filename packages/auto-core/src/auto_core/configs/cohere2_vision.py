"""Command A Vision (Cohere, 2025, https://cohere.com/blog/command-a-vision)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.aya_vision import ShuffledTowerConfig


class Cohere2VisionConfig(ShuffledTowerConfig):
    """The two encoders' configs and what joins them."""

    model_type = "cohere2_vision"
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vision_config": {
            "model_type": "siglip_vision_model",
            "hidden_size": 1152,
            "intermediate_size": 3072,
            "image_size": 512,
            "num_hidden_layers": 27,
            "num_attention_heads": 12,
        },
        "text_config": {"model_type": "cohere2"},
    }

    image_token_id: int = 255036
    alignment_intermediate_size: int | None = 36864
