"""GraniteMoE (IBM, 2024: PowerMoE and Granite 3.0)."""

from __future__ import annotations

from auto_core.configs._experts import RouterLossConfig
from auto_core.configs._rotary import AttentionBiasConfig


class GraniteMoeConfig(AttentionBiasConfig, RouterLossConfig):
    """Sizes and options of GraniteMoE."""

    model_type = "granitemoe"

    embedding_multiplier: float = 1.0
    logits_scaling: float = 1.0  # what logits are divided by
    residual_multiplier: float = 1.0
    attention_multiplier: float = 1.0  # the scale of products of queries and keys
    num_local_experts: int = 8
