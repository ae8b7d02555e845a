"""GLM-4.6V (GLM-V Team, 2025, arXiv:2507.01006)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.glm4v import Glm4vConfig


class Glm46VConfig(Glm4vConfig):
    """GLM-4.1V's parts, or others of any model type, and the tokens of images and videos."""

    model_type = "glm46v"
    flat_text = False
    sub_configs: ClassVar[dict[str, Any]] = {"vision_config": "auto", "text_config": "auto"}
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "vision_config": {"model_type": "glm4v_vision"},
        "text_config": {"model_type": "glm4v_text"},
    }

    video_start_token_id: int = 151361
    video_end_token_id: int = 151362
