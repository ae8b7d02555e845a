"""MetaCLIP 2 (Chuang et al., 2025, arXiv:2507.22062), and each of its towers."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.clip import CLIPConfig, CLIPTextConfig, CLIPVisionConfig


class MetaClip2TextConfig(CLIPTextConfig):
    """The text tower: CLIP's. The end token is the one that is named, 2 too."""

    model_type = "metaclip_2_text_model"


class MetaClip2VisionConfig(CLIPVisionConfig):
    """The image tower: CLIP's."""

    model_type = "metaclip_2_vision_model"


class MetaClip2Config(CLIPConfig):
    """Both towers."""

    model_type = "metaclip_2"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": MetaClip2TextConfig,
        "vision_config": MetaClip2VisionConfig,
    }
