"""HunYuan with mixtures of experts (Tencent, 2025: Hunyuan-A13B)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.hunyuan_v1_dense import HunYuanDenseV1Config


class HunYuanMoEV1Config(HunYuanDenseV1Config):
    """Sizes and options of HunYuan with experts. The defaults are upstream's."""

    model_type = "hunyuan_v1_moe"
    attribute_map: ClassVar[dict[str, str]] = {
        "num_experts_per_tok": "moe_topk",
        "num_local_experts": "num_experts",
    }

    sep_token_id: int | None = 4
    num_experts: int = 1
    moe_topk: int | list[int] = 1  # of all layers, or of each; the same for all
    output_router_logits: bool = False

    def _complete(self) -> None:
        super()._complete()
        each = self.moe_topk if isinstance(self.moe_topk, list) else [self.moe_topk]
        if len(set(each)) != 1 or not 1 <= each[0] <= self.num_experts:
            self._refuse("moe_topk", f"one number, 1 to num_experts={self.num_experts}")

    @property
    def experts(self) -> int:
        """How many experts a layer has."""
        return self.num_experts

    @property
    def experts_per_token(self) -> int:
        """How many experts a token goes to."""
        count: Any = self.moe_topk
        return count[0] if isinstance(count, list) else count

    @property
    def expert_size(self) -> int:
        """How many feed-forward features an expert has."""
        return self.intermediate_size

    def is_sparse(self, layer: int) -> bool:
        """Whether this layer has experts."""
        return True
