"""BLIP (Li et al., 2022, arXiv:2201.12086), and each of its parts."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._base import PreTrainedConfig
from auto_core.configs._towers import TowerConfig, TowersConfig


class BlipTextConfig(PreTrainedConfig):
    """BERT that sees an image. The defaults are blip-vqa-base."""

    model_type = "blip_text_model"
    base_config_key = "text_config"

    position_embedding_type: ClassVar[str] = "absolute"  # what BERT's blocks ask for

    vocab_size: int = 30524
    hidden_size: int = 768
    encoder_hidden_size: int = 768  # of what it attends to
    intermediate_size: int = 3072
    projection_dim: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 8
    max_position_embeddings: int = 512
    hidden_act: str = "gelu"
    layer_norm_eps: float = 1e-12
    hidden_dropout_prob: float = 0.0
    attention_probs_dropout_prob: float = 0.0
    initializer_range: float = 0.02
    bos_token_id: int | None = 30522
    eos_token_id: int | list[int] | None = 2
    pad_token_id: int | None = 0
    sep_token_id: int | None = 102
    is_decoder: bool = True  # its layers can attend to an image
    use_cache: bool = True
    tie_word_embeddings: bool = True
    label_smoothing: float = 0.0

    @property
    def add_cross_attention(self) -> bool:
        """Whether layers can attend to an image."""
        return self.is_decoder

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")


class BlipVisionConfig(TowerConfig):
    """The image encoder. The defaults are blip-vqa-base."""

    model_type = "blip_vision_model"
    base_config_key = "vision_config"

    qkv_bias: ClassVar[bool] = True

    projection_dim: int = 512
    image_size: int = 384
    patch_size: int = 16
    hidden_act: str = "gelu"
    initializer_range: float = 1e-10


class BlipConfig(TowersConfig):
    """Both parts, and the spaces in which images and texts meet."""

    model_type = "blip"
    sub_configs: ClassVar[dict[str, Any]] = {
        "text_config": BlipTextConfig,
        "vision_config": BlipVisionConfig,
    }

    projection_dim: int = 512
    logit_scale_init_value: float = 2.6592
    image_text_hidden_size: int = 256
    label_smoothing: float = 0.0
    tie_word_embeddings: bool = True
    initializer_factor: float = 1.0
    initializer_range: float = 0.02

    def _complete(self) -> None:
        super()._complete()
        self.text_config.encoder_hidden_size = self.vision_config.hidden_size
