"""A vision and a text model trained to agree (LiT: Zhai et al., 2021, arXiv:2111.07991)."""

from __future__ import annotations

import copy
from typing import Any, ClassVar, Self

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._parts import PartsConfig


class VisionTextDualEncoderConfig(PartsConfig):
    """Configs of a vision model and of a text model. The defaults are those of ViT and BERT."""

    model_type = "vision-text-dual-encoder"
    sub_configs: ClassVar[dict[str, Any]] = {"text_config": "auto", "vision_config": "auto"}
    default_parts: ClassVar[dict[str, dict[str, Any]]] = {
        "text_config": {"model_type": "bert"},
        "vision_config": {"model_type": "vit"},
    }

    text_config: Any = None
    vision_config: Any = None
    projection_dim: int = 512
    logit_scale_init_value: float = 2.6592

    def _complete(self) -> None:
        super()._complete()
        # Of a model that has towers itself, the one for images is meant.
        self.vision_config = getattr(self.vision_config, "vision_config", self.vision_config)

    @classmethod
    def from_vision_text_configs(
        cls, vision_config: PreTrainedConfig, text_config: PreTrainedConfig, **kwargs: Any
    ) -> Self:
        """A config of these parts; other keywords are fields."""
        return cls(
            vision_config=copy.deepcopy(vision_config),
            text_config=copy.deepcopy(text_config),
            **kwargs,
        )
