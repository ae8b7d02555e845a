"""What configs share whose routers choose among groups of experts, as DeepSeek's do."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._experts import ExpertsConfig


class RoutedConfig(ExpertsConfig):
    """An ExpertsConfig with shared experts, and with routed ones in groups."""

    attribute_map: ClassVar[dict[str, str]] = {
        "num_local_experts": "n_routed_experts",
        "num_experts": "n_routed_experts",
        "num_mtp_layers": "num_nextn_predict_layers",
    }

    moe_intermediate_size: int = 1408
    n_routed_experts: int = 64
    n_shared_experts: int | None = 1
    routed_scaling_factor: float = 1.0
    n_group: int | None = 1
    topk_group: int | None = 1
    norm_topk_prob: bool | None = True
    first_k_dense_replace: int | None = 0  # so many layers at the beginning have no experts

    def _complete(self) -> None:
        groups, chosen = self.groups
        if groups < 1 or self.n_routed_experts % groups:
            self._refuse("n_group", f"a divisor of n_routed_experts={self.n_routed_experts}")
        if not 1 <= chosen <= groups:
            self._refuse("topk_group", f"1 to n_group={groups}")
        super()._complete()

    def _has_enough(self) -> bool:
        count = self.num_experts_per_tok or 0
        # A token that goes to all experts goes to those of other groups, too.
        return 1 <= count <= self.reachable or count == self.experts

    @property
    def reachable(self) -> int:
        """How many experts the groups have that a token goes to."""
        groups, chosen = self.groups
        return self.experts // groups * chosen

    @property
    def groups(self) -> tuple[int, int]:
        """How many groups of experts there are, and how many a token goes to."""
        return self.n_group or 1, self.topk_group or 1

    @property
    def experts(self) -> int:
        return self.n_routed_experts

    @property
    def expert_size(self) -> int:
        return self.moe_intermediate_size

    def is_sparse(self, layer: int) -> bool:
        return layer >= (self.first_k_dense_replace or 0)
