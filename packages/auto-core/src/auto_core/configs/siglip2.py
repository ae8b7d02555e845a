"""SigLIP 2 for images of any size (Tschannen et al., 2025, arXiv:2502.14786), and each tower."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from auto_core.configs._towers import TowerConfig
from auto_core.configs.siglip import SiglipConfig, SiglipTextConfig


class Siglip2TextConfig(SiglipTextConfig):
    """The text tower. The defaults are transformers'; checkpoints have more tokens."""

    model_type = "siglip2_text_model"


class Siglip2VisionConfig(TowerConfig):
    """The image tower. The defaults are siglip2-base-patch16-naflex."""

    model_type = "siglip2_vision_model"
    base_config_key = "vision_config"

    num_channels: int = 3
    patch_size: int = 16
    num_patches: int = 256  # of the square table of positions
    hidden_act: str = "gelu_pytorch_tanh"
    layer_norm_eps: float = 1e-6
    vision_use_head: bool = True  # pool the patches into one vector

    def _complete(self) -> None:
        super()._complete()
        if math.isqrt(self.num_patches) ** 2 != self.num_patches:
            self._refuse("num_patches", "a square number: positions are those of a square image")


class Siglip2Config(SiglipConfig):
    """Both towers."""

    model_type = "siglip2"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": Siglip2TextConfig,
        "vision_config": Siglip2VisionConfig,
    }
