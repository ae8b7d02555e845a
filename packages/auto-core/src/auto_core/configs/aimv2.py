"""AIMv2 (Fini et al., 2024, arXiv:2411.14402), and each of its towers."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._towers import TowersConfig


class Aimv2TowerConfig(PreTrainedConfig):
    """What both towers have: LLaMA's norms and feed-forward parts."""

    num_hidden_layers: int = 12
    hidden_act: str = "silu"
    rms_norm_eps: float = 1e-5
    attention_dropout: float = 0.0
    qkv_bias: bool = False
    mlp_bias: bool = False
    initializer_range: float = 0.02

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")


class Aimv2TextConfig(Aimv2TowerConfig):
    """The text tower. The defaults are aimv2-large-patch14-224-lit."""

    model_type = "aimv2_text_model"
    base_config_key = "text_config"

    vocab_size: int = 49408
    hidden_size: int = 768
    intermediate_size: int = 2048
    num_attention_heads: int = 6
    max_position_embeddings: int = 77
    eos_token_id: int = 49407  # whose vector stands for the text


class Aimv2VisionConfig(Aimv2TowerConfig):
    """The image tower. The defaults are aimv2-large-patch14-224."""

    model_type = "aimv2_vision_model"
    base_config_key = "vision_config"

    hidden_size: int = 1024
    intermediate_size: int = 2816
    num_hidden_layers: int = 24
    num_attention_heads: int = 8
    num_channels: int = 3
    image_size: int = 224
    patch_size: int = 14
    use_head: bool = True  # pool the patches into one vector
    is_native: bool = False  # sinusoidal positions, of images of any size

    def _complete(self) -> None:
        super()._complete()
        if self.is_native and self.hidden_size % 4:
            self._refuse("hidden_size", "a multiple of 4 where is_native=True")


class Aimv2Config(TowersConfig):
    """Both towers, and the space in which they meet."""

    model_type = "aimv2"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": Aimv2TextConfig,
        "vision_config": Aimv2VisionConfig,
    }

    projection_dim: int = 512
    logit_scale_init_value: float = 2.6592
    max_logit_scale: float = 100.0
    initializer_factor: float = 1.0
