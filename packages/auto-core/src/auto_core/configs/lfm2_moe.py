"""LFM2 with mixtures of experts (Liquid AI, 2025, arXiv:2511.23404)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.lfm2 import ShortConvConfig


class Lfm2MoeConfig(ShortConvConfig):
    """Sizes and options of LFM2 with experts. The defaults are LFM2-8B-A1B's."""

    model_type = "lfm2_moe"
    attribute_map: ClassVar[dict[str, str]] = {"num_local_experts": "num_experts"}

    hidden_size: int = 2048
    intermediate_size: int = 7168
    moe_intermediate_size: int = 1792
    num_dense_layers: int = 2  # so many layers at the beginning have no experts
    num_experts_per_tok: int = 4
    output_router_logits: bool = False
    num_experts: int = 32
    use_expert_bias: bool = True  # a correction of the choice of experts
    routed_scaling_factor: float = 1.0
    norm_topk_prob: bool = True

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if "tie_embedding" in data:
            data["tie_word_embeddings"] = data.pop("tie_embedding")
        return super()._migrate(data)

    def _complete(self) -> None:
        if self.layer_types is None:  # as LFM2's
            self.layer_types = ["full_attention"] * self.num_hidden_layers
        super()._complete()
        if not 1 <= self.num_experts_per_tok <= self.num_experts:
            self._refuse("num_experts_per_tok", f"1 to the number of experts, {self.num_experts}")
