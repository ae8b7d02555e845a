"""Granite (Stallone et al., 2024, arXiv:2405.04324; Granite 3.0, IBM, 2024)."""

from __future__ import annotations

from auto_core.configs._rotary import AttentionBiasConfig, RotaryDecoderConfig


class GraniteConfig(AttentionBiasConfig, RotaryDecoderConfig):
    """Sizes and options of Granite."""

    model_type = "granite"

    mlp_bias: bool = False
    embedding_multiplier: float = 1.0
    logits_scaling: float = 1.0  # what logits are divided by
    residual_multiplier: float = 1.0
    attention_multiplier: float = 1.0  # the scale of products of queries and keys

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias
