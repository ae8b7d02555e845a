"""What configs of mixtures of experts share."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig


class ExpertsConfig(RotaryDecoderConfig):
    """A RotaryDecoderConfig some of whose layers are mixtures of experts."""

    num_experts_per_tok: int | None = 2
    output_router_logits: bool = False

    def _complete(self) -> None:
        super()._complete()
        if self.num_experts_per_tok is not None and not self._has_enough():
            expected = f"1 to the number of experts that a token can reach, {self.reachable}"
            self._refuse("num_experts_per_tok", expected)

    def _has_enough(self) -> bool:
        return 1 <= (self.num_experts_per_tok or 0) <= self.experts

    @property
    def experts_per_token(self) -> int:
        """How many experts a token goes to.

        Raises:
            ConfigError: nobody has said.
        """
        if self.num_experts_per_tok is None:
            self._refuse("num_experts_per_tok", "a number, for layers with experts")
        return self.num_experts_per_tok

    @property
    def reachable(self) -> int:
        """How many experts a token can reach."""
        return self.experts

    @property
    def experts(self) -> int:
        """How many experts a layer has."""
        return self.num_local_experts

    @property
    def expert_size(self) -> int:
        """How many feed-forward features an expert has."""
        return self.intermediate_size

    def is_sparse(self, layer: int) -> bool:
        """Whether this layer has experts."""
        return True


class RouterLossConfig(ExpertsConfig):
    """An ExpertsConfig of models whose loss has a part that spreads tokens over experts."""

    router_aux_loss_coef: float = 0.001  # how much that counts


class MixedLayersConfig(ExpertsConfig):
    """An ExpertsConfig that says of each layer whether it has experts."""

    mlp_layer_types: list[str] | None = None  # "dense" or "sparse", of each layer
    first_k_dense_replace: int | None = None  # so many at the beginning are dense, in older files

    def _mix(self, dense: int) -> None:
        """Where no file says it, so many layers at the beginning have no experts."""
        count = self.num_hidden_layers
        if self.first_k_dense_replace is not None:
            dense = self.first_k_dense_replace
        if self.mlp_layer_types is None:
            self.mlp_layer_types = ["dense" if i < dense else "sparse" for i in range(count)]
        types = self.mlp_layer_types
        if len(types) != count or set(types) - {"dense", "sparse"}:
            self._refuse("mlp_layer_types", f"{count} of 'dense' and 'sparse'")
        self.first_k_dense_replace = None

    def is_sparse(self, layer: int) -> bool:
        return (self.mlp_layer_types or [])[layer] == "sparse"
