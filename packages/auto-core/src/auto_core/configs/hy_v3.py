"""Hy3 (Tencent, 2026)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._experts import MixedLayersConfig
from auto_core.configs._rotary import AttentionBiasConfig


class HYV3Config(AttentionBiasConfig, MixedLayersConfig):
    """Sizes and options of Hy3. The defaults are Hy3-preview's."""

    model_type = "hy_v3"
    attribute_map: ClassVar[dict[str, str]] = {"num_local_experts": "num_experts"}
    default_theta = 11_158_840.0

    vocab_size: int = 120832
    intermediate_size: int = 13312
    num_hidden_layers: int = 80
    num_attention_heads: int = 64
    num_key_value_heads: int | None = 8
    head_dim: int | None = 128
    max_position_embeddings: int = 131072
    initializer_range: float = 0.006
    rms_norm_eps: float = 1e-5
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    mlp_bias: bool = False
    num_experts: int = 192
    num_experts_per_tok: int | None = 8
    num_shared_experts: int = 1
    moe_intermediate_size: int = 1536
    router_scaling_factor: float = 2.826
    enable_moe_fp32_combine: bool = True  # experts are added up in float32

    def _complete(self) -> None:
        self._mix(dense=1)
        if self.num_shared_experts < 1:
            self._refuse("num_shared_experts", "1 or more")
        super()._complete()

    @property
    def experts(self) -> int:
        return self.num_experts

    @property
    def expert_size(self) -> int:
        return self.moe_intermediate_size

    @property
    def feed_forward_bias(self) -> bool:
        return self.mlp_bias
