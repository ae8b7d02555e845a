"""Seed-OSS (ByteDance Seed, 2025)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig


class SeedOssConfig(RotaryDecoderConfig):
    """Sizes and options of Seed-OSS. The defaults are Seed-OSS-36B's."""

    model_type = "seed_oss"

    vocab_size: int = 155136
    intermediate_size: int = 27648
    num_hidden_layers: int = 64
    num_attention_heads: int = 80
    num_key_value_heads: int | None = 8
    head_dim: int | None = 128
    max_position_embeddings: int = 524288
    pad_token_id: int | None = 1
    bos_token_id: int | None = 0
    # Sums over slices of the weights instead of whole ones, with the same result.
    pretraining_tp: int | None = 1
    attention_bias: bool = True
    attention_out_bias: bool = False
    attention_dropout: float | None = 0.1
    residual_dropout: float = 0.1
    mlp_bias: bool = False

    @property
    def qkv_bias(self) -> bool:
        return self.attention_bias

    @property
    def output_bias(self) -> bool:
        return self.attention_out_bias

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias
