"""PLBART (Ahmad et al., 2021, arXiv:2103.06333)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLikeConfig


class PLBartConfig(BartLikeConfig):
    """Sizes and options of PLBART. The defaults are plbart-base."""

    model_type = "plbart"

    start_with_last: ClassVar[bool] = True

    vocab_size: int = 50005
    encoder_layers: int = 6
    encoder_ffn_dim: int = 3072
    encoder_attention_heads: int = 12
    decoder_layers: int = 6
    decoder_ffn_dim: int = 3072
    decoder_attention_heads: int = 12
    d_model: int = 768
    attention_dropout: float = 0.1
    scale_embedding: bool = True
    decoder_start_token_id: int | None = None
