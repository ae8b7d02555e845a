"""OWL-ViT (Minderer et al., 2022, arXiv:2205.06230), and each of its towers."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._owl import OwlConfig, OwlTextConfig, OwlVisionConfig


class OwlViTTextConfig(OwlTextConfig):
    """The text tower. The defaults are owlvit-base-patch32."""

    model_type = "owlvit_text_model"


class OwlViTVisionConfig(OwlVisionConfig):
    """The image tower. The defaults are owlvit-base-patch32."""

    model_type = "owlvit_vision_model"

    patch_size: int = 32


class OwlViTConfig(OwlConfig):
    """Both towers, and the space in which they meet."""

    model_type = "owlvit"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": OwlViTTextConfig,
        "vision_config": OwlViTVisionConfig,
    }
