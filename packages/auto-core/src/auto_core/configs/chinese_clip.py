"""Chinese-CLIP (Yang et al., 2022, arXiv:2211.01335), and each of its towers."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._towers import BertTowerConfig
from auto_core.configs.clip import CLIPConfig, CLIPVisionConfig


class ChineseCLIPTextConfig(BertTowerConfig):
    """The text tower, a BERT. The defaults are transformers'."""

    model_type = "chinese_clip_text_model"

    bos_token_id: int | None = 0


class ChineseCLIPVisionConfig(CLIPVisionConfig):
    """The image tower: CLIP's."""

    model_type = "chinese_clip_vision_model"


class ChineseCLIPConfig(CLIPConfig):
    """Both towers."""

    model_type = "chinese_clip"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": ChineseCLIPTextConfig,
        "vision_config": ChineseCLIPVisionConfig,
    }
