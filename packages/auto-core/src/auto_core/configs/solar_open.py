"""Solar Open (Upstage, 2025)."""

from __future__ import annotations

from auto_core.configs._routed import RoutedConfig


class SolarOpenConfig(RoutedConfig):
    """Sizes and options of Solar Open, its defaults."""

    model_type = "solar_open"
    default_theta = 1_000_000.0

    vocab_size: int = 196608
    num_hidden_layers: int = 48
    num_attention_heads: int = 64
    num_key_value_heads: int | None = 8
    head_dim: int | None = 128
    max_position_embeddings: int = 131072
    rms_norm_eps: float = 1e-5
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    attention_bias: bool = False
    moe_intermediate_size: int = 1280
    num_experts_per_tok: int | None = 8
    n_routed_experts: int = 128

    @property
    def qkv_bias(self) -> bool:
        return self.attention_bias
