"""OWLv2 (Minderer et al., 2023, arXiv:2306.09683), and each of its towers."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._owl import OwlConfig, OwlTextConfig, OwlVisionConfig


class Owlv2TextConfig(OwlTextConfig):
    """The text tower. The defaults are owlv2-base-patch16."""

    model_type = "owlv2_text_model"


class Owlv2VisionConfig(OwlVisionConfig):
    """The image tower. The defaults are owlv2-base-patch16."""

    model_type = "owlv2_vision_model"


class Owlv2Config(OwlConfig):
    """Both towers, and the space in which they meet."""

    model_type = "owlv2"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": Owlv2TextConfig,
        "vision_config": Owlv2VisionConfig,
    }
