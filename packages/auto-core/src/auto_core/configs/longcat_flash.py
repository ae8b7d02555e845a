"""LongCat-Flash (Meituan, 2025, arXiv:2509.01322)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs.deepseek_v2 import LatentSizes


class LongcatFlashConfig(LatentSizes):
    """Sizes and options of LongCat-Flash, its defaults.

    `num_hidden_layers` and `intermediate_size` follow from `num_layers`, each of which attends
    twice, and from `ffn_hidden_size`.
    """

    model_type = "longcat_flash"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_local_experts": "n_routed_experts",
        "num_experts_per_tok": "moe_topk",
        "moe_intermediate_size": "expert_ffn_hidden_size",
    }
    default_theta = 10_000_000.0

    vocab_size: int = 131072
    hidden_size: int = 6144
    num_layers: int = 28
    num_hidden_layers: int = 56
    num_attention_heads: int = 64
    max_position_embeddings: int = 131072
    rms_norm_eps: float = 1e-5
    ffn_hidden_size: int = 12288
    head_dim: int | None = 64
    q_lora_rank: int | None = 1536
    qk_head_dim: int | None = None
    moe_topk: int = 12
    n_routed_experts: int = 512
    output_router_logits: bool = False
    zero_expert_num: int | None = 256  # experts that give back what they get
    expert_ffn_hidden_size: int = 2048
    routed_scaling_factor: float = 6.0

    def _complete(self) -> None:
        self.num_hidden_layers = 2 * self.num_layers
        self.intermediate_size = self.ffn_hidden_size
        super()._complete()
        size = self.qk_nope_head_dim + self.qk_rope_head_dim
        if self.qk_head_dim not in (None, size):
            self._refuse("qk_head_dim", f"qk_nope_head_dim + qk_rope_head_dim, {size}")
        self.qk_head_dim = size
        if self.q_lora_rank is None:
            self._refuse("q_lora_rank", "a number: queries are scaled by it")
        if not 1 <= self.moe_topk <= self.experts + self.zero_experts:
            self._refuse("moe_topk", f"1 to all experts, {self.experts + self.zero_experts}")
        if self.experts < 1:
            self._refuse("n_routed_experts", "1 or more")

    @property
    def experts(self) -> int:
        """How many experts of a layer compute something."""
        return self.n_routed_experts

    @property
    def zero_experts(self) -> int:
        """How many do not."""
        return self.zero_expert_num or 0
