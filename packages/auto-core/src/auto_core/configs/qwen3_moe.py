"""Qwen3-MoE (Yang et al., 2025, arXiv:2505.09388)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._rotary import AttentionBiasConfig
from auto_core.configs.qwen2_moe import QwenMoeConfig


class Qwen3MoeConfig(AttentionBiasConfig, QwenMoeConfig):
    """Sizes and options of Qwen3-MoE. The defaults are upstream's."""

    model_type = "qwen3_moe"
    attribute_map: ClassVar[dict[str, str]] = {"num_local_experts": "num_experts"}

    intermediate_size: int = 6144
    num_key_value_heads: int | None = 4
    moe_intermediate_size: int = 768
    num_experts_per_tok: int = 8
    num_experts: int = 128

    def window(self, layer: int) -> int | None:
        return self.sliding_window
