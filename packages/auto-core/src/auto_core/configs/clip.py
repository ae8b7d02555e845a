"""CLIP (Radford et al., 2021, arXiv:2103.00020), and each of its towers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.configs._towers import TowerConfig, TowersConfig


class CLIPTextConfig(TowerConfig):
    """The text tower. The defaults are clip-vit-base-patch32."""

    model_type = "clip_text_model"
    base_config_key = "text_config"

    vocab_size: int = 49408
    hidden_size: int = 512
    intermediate_size: int = 2048
    projection_dim: int | None = 512
    num_attention_heads: int = 8
    max_position_embeddings: int = 77
    initializer_range: float = 0.02
    initializer_factor: float = 1.0
    pad_token_id: int | None = 1
    bos_token_id: int | None = 49406
    # The token whose vector stands for the text. 2, which older files have, is not the tokenizer's:
    # it asks for the token of the greatest id.
    eos_token_id: int = 49407


class CLIPVisionConfig(TowerConfig):
    """The image tower. The defaults are clip-vit-base-patch32."""

    model_type = "clip_vision_model"
    base_config_key = "vision_config"

    projection_dim: int | None = 512
    num_channels: int = 3
    image_size: int = 224
    patch_size: int = 32
    initializer_range: float = 0.02
    initializer_factor: float = 1.0


class CLIPConfig(TowersConfig):
    """Both towers, and the space in which they meet."""

    model_type = "clip"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": CLIPTextConfig,
        "vision_config": CLIPVisionConfig,
    }

    # What older files have besides the above, and what is said there goes before it.
    text_config_dict: dict[str, Any] | None = None
    vision_config_dict: dict[str, Any] | None = None
    projection_dim: int = 512
    logit_scale_init_value: float = 2.6592
    initializer_factor: float = 1.0

    def _complete(self) -> None:
        for name, config_class in self.sub_configs.items():
            first = self.__dict__.pop(f"{name}_dict", None)
            if first is not None:
                config = getattr(self, name) or {}
                config = dict(config) if isinstance(config, Mapping) else config.to_dict()
                # Fields that it leaves out have their defaults: it is a whole config.
                setattr(self, name, config | config_class.from_dict(first).to_dict())
        super()._complete()
