"""The decoder of Qwen3.5's mixtures of experts (Qwen Team, 2026)."""

from __future__ import annotations

from auto_core.configs._experts import RouterLossConfig
from auto_core.configs._mrope import MultimodalRotaryConfig
from auto_core.configs.qwen3_5_text import DeltaConfig, Qwen3_5TextConfig


class Qwen3_5MoeTextConfig(MultimodalRotaryConfig, DeltaConfig, RouterLossConfig):
    """Sizes and options of the decoder. The defaults are Qwen3.5-35B-A3B's."""

    model_type = "qwen3_5_moe_text"
    base_config_key = "text_config"
    default_sections = Qwen3_5TextConfig.default_sections
    interleaves = Qwen3_5TextConfig.interleaves

    num_hidden_layers: int = 40
    moe_intermediate_size: int = 512
    shared_expert_intermediate_size: int = 512
    num_experts_per_tok: int | None = 8
    num_experts: int = 256

    @property
    def norm_topk_prob(self) -> bool:
        """Whether the weights of a token's experts add up to 1: they do."""
        return True

    @property
    def experts(self) -> int:
        return self.num_experts

    @property
    def expert_size(self) -> int:
        return self.moe_intermediate_size
