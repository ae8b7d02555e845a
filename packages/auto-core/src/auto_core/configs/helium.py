"""Helium (Kyutai, 2025)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig


class HeliumConfig(RotaryDecoderConfig):
    """Sizes and options of Helium. The defaults are Helium-1-2b's."""

    model_type = "helium"
    default_theta = 100000.0

    vocab_size: int = 48000
    hidden_size: int = 2560
    intermediate_size: int = 7040
    num_hidden_layers: int = 24
    num_attention_heads: int = 20
    num_key_value_heads: int | None = 20
    head_dim: int | None = 128
    max_position_embeddings: int = 4096
    rms_norm_eps: float = 1e-8
    pad_token_id: int | None = 3
    attention_bias: bool = False
    mlp_bias: bool = False

    @property
    def qkv_bias(self) -> bool:
        return self.attention_bias

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias
