"""Aria's language model (Li et al., 2024, arXiv:2410.05993)."""

from __future__ import annotations

from auto_core.configs.llama import LlamaConfig


class AriaTextConfig(LlamaConfig):
    """LLaMA's with mixtures of experts."""

    model_type = "aria_text"
    base_config_key = "text_config"

    intermediate_size: int = 4096
    pad_token_id: int | None = 2
    moe_num_experts: int = 8
    moe_topk: int = 2  # experts of a token
    moe_num_shared_experts: int = 2  # that all tokens go to
    output_router_logits: bool = False

    def _complete(self) -> None:
        super()._complete()
        if not 1 <= self.moe_topk <= self.moe_num_experts:
            self._refuse("moe_topk", f"1 to the number of experts, {self.moe_num_experts}")

    @property
    def experts_per_token(self) -> int:
        """How many experts a token goes to."""
        return self.moe_topk

    @property
    def experts(self) -> int:
        """How many experts a layer has."""
        return self.moe_num_experts

    @property
    def expert_size(self) -> int:
        """How many feed-forward features an expert has."""
        return self.intermediate_size

    def is_sparse(self, layer: int) -> bool:
        """Whether this layer has experts."""
        return True
