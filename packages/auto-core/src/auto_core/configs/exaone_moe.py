"""K-EXAONE (LG AI Research, 2026, arXiv:2601.01739)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._experts import ExpertsConfig
from auto_core.configs.exaone4 import Exaone4Config


class ExaoneMoeConfig(Exaone4Config, ExpertsConfig):
    """Sizes and options of K-EXAONE. The defaults are upstream's."""

    model_type = "exaone_moe"
    attribute_map: ClassVar[dict[str, str]] = {"num_local_experts": "num_experts"}

    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 53
    pad_token_id: int | None = 0
    mlp_layer_types: list[str] | None = None  # "dense" or "sparse", of each layer
    first_k_dense_replace: int = 1  # so many layers at the beginning have no experts
    moe_intermediate_size: int = 1024
    num_experts: int = 64
    num_experts_per_tok: int | None = 8
    num_shared_experts: int = 1
    norm_topk_prob: bool = True
    routed_scaling_factor: float = 2.5
    n_group: int = 1
    topk_group: int = 1

    def _complete(self) -> None:
        super()._complete()
        layers = self.num_hidden_layers
        if self.mlp_layer_types is None:
            self.mlp_layer_types = [
                "dense" if layer < self.first_k_dense_replace else "sparse"
                for layer in range(layers)
            ]
        types = self.mlp_layer_types
        if len(types) != layers or set(types) - {"dense", "sparse"}:
            self._refuse("mlp_layer_types", f"{layers} of 'dense' and 'sparse'")
        if self.n_group < 1 or self.num_experts % self.n_group:
            self._refuse("n_group", f"a divisor of num_experts={self.num_experts}")
        if not 1 <= self.topk_group <= self.n_group:
            self._refuse("topk_group", f"1 to n_group={self.n_group}")

    @property
    def experts(self) -> int:
        return self.num_experts

    @property
    def expert_size(self) -> int:
        return self.moe_intermediate_size

    @property
    def n_shared_experts(self) -> int:
        """How many experts all tokens go to."""
        return self.num_shared_experts

    @property
    def groups(self) -> tuple[int, int]:
        """How many groups of experts there are, and how many a token goes to."""
        return self.n_group, self.topk_group

    def is_sparse(self, layer: int) -> bool:
        return (self.mlp_layer_types or [])[layer] == "sparse"
