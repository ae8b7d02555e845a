"""Blenderbot (Roller et al., 2020, arXiv:2004.13637)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._bart import BartLikeConfig


class BlenderbotConfig(BartLikeConfig):
    """Sizes and options of Blenderbot. The defaults are blenderbot-3B."""

    model_type = "blenderbot"

    norm_first: ClassVar[bool] = True
    position_offset: ClassVar[int] = 0

    vocab_size: int = 8008
    max_position_embeddings: int = 128
    encoder_layers: int = 2
    encoder_ffn_dim: int = 10240
    encoder_attention_heads: int = 32
    decoder_layers: int = 24
    decoder_ffn_dim: int = 10240
    decoder_attention_heads: int = 32
    d_model: int = 2560
    pad_token_id: int | None = 0
    bos_token_id: int | None = 1
    decoder_start_token_id: int | None = 1
    encoder_no_repeat_ngram_size: int = 3

    @property
    def norm_embeddings(self) -> bool:
        return False
