"""SigLIP (Zhai et al., 2023, arXiv:2303.15343), and each of its towers."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._towers import TowerConfig, TowersConfig


class SiglipTextConfig(TowerConfig):
    """The text tower. The defaults are siglip-base-patch16-224."""

    model_type = "siglip_text_model"
    base_config_key = "text_config"

    vocab_size: int = 32000
    max_position_embeddings: int = 64
    hidden_act: str = "gelu_pytorch_tanh"
    layer_norm_eps: float = 1e-6
    pad_token_id: int | None = 1
    bos_token_id: int | None = 49406
    eos_token_id: int | list[int] | None = 49407
    projection_size: int | None = None  # of the vectors for texts; by default hidden_size

    def _complete(self) -> None:
        super()._complete()
        if self.projection_size is None:
            self.projection_size = self.hidden_size


class SiglipVisionConfig(TowerConfig):
    """The image tower. The defaults are siglip-base-patch16-224."""

    model_type = "siglip_vision_model"
    base_config_key = "vision_config"

    num_channels: int = 3
    image_size: int = 224
    patch_size: int = 16
    hidden_act: str = "gelu_pytorch_tanh"
    layer_norm_eps: float = 1e-6
    vision_use_head: bool = True  # pool the patches into one vector


class SiglipConfig(TowersConfig):
    """Both towers."""

    model_type = "siglip"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": SiglipTextConfig,
        "vision_config": SiglipVisionConfig,
    }

    initializer_factor: float = 1.0
