"""What the configs of OWL-ViT and OWLv2 share."""

from __future__ import annotations

from auto_core.configs._towers import TowerConfig, TowersConfig


class OwlTextConfig(TowerConfig):
    """The text tower."""

    base_config_key = "text_config"

    vocab_size: int = 49408
    hidden_size: int = 512
    intermediate_size: int = 2048
    num_attention_heads: int = 8
    max_position_embeddings: int = 16
    initializer_range: float = 0.02
    initializer_factor: float = 1.0
    pad_token_id: int | None = 0
    bos_token_id: int | None = 49406
    eos_token_id: int | list[int] | None = 49407


class OwlVisionConfig(TowerConfig):
    """The image tower."""

    base_config_key = "vision_config"

    num_channels: int = 3
    image_size: int = 768
    patch_size: int = 16
    initializer_range: float = 0.02
    initializer_factor: float = 1.0


class OwlConfig(TowersConfig):
    """Both towers, and the space in which they meet."""

    projection_dim: int = 512
    logit_scale_init_value: float = 2.6592
    initializer_factor: float = 1.0
