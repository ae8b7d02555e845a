"""Jais 2 (Inception, 2025)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, RotaryHeadsConfig


class Jais2Config(AttentionBiasConfig, RotaryHeadsConfig):
    """Sizes and options of Jais 2. The defaults are Jais-2-8B's."""

    model_type = "jais2"

    vocab_size: int = 150272
    hidden_size: int = 3328
    intermediate_size: int = 26624
    num_attention_heads: int = 26
    hidden_act: str = "relu2"
    max_position_embeddings: int = 8192
    layer_norm_eps: float = 1e-5
    bos_token_id: int | None = 0
    eos_token_id: int | list[int] | None = 150024
    attention_bias: bool = True
    mlp_bias: bool = True

    @property
    def epsilon(self) -> float:
        return self.layer_norm_eps

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias
