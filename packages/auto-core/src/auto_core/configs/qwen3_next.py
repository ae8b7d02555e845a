"""Qwen3-Next (Qwen Team, 2025)."""

from __future__ import annotations

from auto_core.configs.qwen2_moe import QwenMoeConfig
from auto_core.configs.qwen3_5_text import DeltaConfig


class Qwen3NextConfig(DeltaConfig, QwenMoeConfig):
    """Sizes and options of Qwen3-Next. The defaults are Qwen3-Next-80B-A3B's."""

    model_type = "qwen3_next"

    vocab_size: int = 151936
    intermediate_size: int = 5632
    num_hidden_layers: int = 48
    moe_intermediate_size: int = 512
    shared_expert_intermediate_size: int = 512
    num_experts_per_tok: int | None = 10
    num_experts: int = 512
    norm_topk_prob: bool = True
