"""Blenderbot-small (Roller et al., 2020, arXiv:2004.13637)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLikeConfig


class BlenderbotSmallConfig(BartLikeConfig):
    """Sizes and options of Blenderbot-small. The defaults are blenderbot_small-90M."""

    model_type = "blenderbot-small"

    scaled_tables: ClassVar[bool] = False
    position_offset: ClassVar[int] = 0

    max_position_embeddings: int = 512
    encoder_layers: int = 8
    encoder_ffn_dim: int = 2048
    decoder_layers: int = 8
    decoder_ffn_dim: int = 2048
    d_model: int = 512
    pad_token_id: int | None = 0
    bos_token_id: int | None = 1
    decoder_start_token_id: int | None = 1
