"""Laguna (Poolside, 2026)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._experts import RouterLossConfig
from auto_core.configs._rotary import LAYER_TYPES, AttentionBiasConfig, SlidingDecoderConfig
from auto_core.configs._rotary_by_layer import RotaryByLayerConfig

_FULL, _SLIDING = LAYER_TYPES
_GATINGS = (True, False, "per-head", "per-element")


class LagunaConfig(
    AttentionBiasConfig, RotaryByLayerConfig, SlidingDecoderConfig, RouterLossConfig
):
    """Sizes and options of Laguna. The defaults are Laguna-XS.2's."""

    model_type = "laguna"
    local_theta = 10_000.0
    default_partial = 1.0
    default_rotations: ClassVar[Any] = {
        _FULL: {"rope_type": "default", "rope_theta": 500_000.0, "partial_rotary_factor": 0.5},
        _SLIDING: {"rope_type": "default", "rope_theta": 10_000.0},
    }

    vocab_size: int = 100352
    hidden_size: int = 2048
    intermediate_size: int = 8192
    num_hidden_layers: int = 40
    num_attention_heads: int = 48
    num_key_value_heads: int | None = 8
    num_attention_heads_per_layer: list[int] | None = None
    head_dim: int | None = 128
    max_position_embeddings: int = 131072
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    sliding_window: int | None = 512
    # What outputs of heads are multiplied by: a number of each head, or of each of its numbers
    # ("per-element", or False).
    gating: bool | str = True
    mlp_layer_types: list[str] | None = None  # "dense" or "sparse", of each layer; the first dense
    num_experts: int = 256
    num_experts_per_tok: int | None = 8
    moe_intermediate_size: int = 512
    shared_expert_intermediate_size: int = 512
    moe_routed_scaling_factor: float = 1.0
    moe_router_logit_softcapping: float = 0.0  # 0 for none
    moe_apply_router_weight_on_input: bool = False

    def _complete(self) -> None:
        super()._complete()
        layers = self.num_hidden_layers
        if self.layer_types is None:
            self.layer_types = ["full_attention"] * layers
        self._check_layer_types()
        if self.mlp_layer_types is None:
            self.mlp_layer_types = ["dense", *["sparse"] * (layers - 1)][:layers]
        types = self.mlp_layer_types
        if len(types) != layers or set(types) - {"dense", "sparse"}:
            self._refuse("mlp_layer_types", f"{layers} of 'dense' and 'sparse'")
        if self.num_attention_heads_per_layer is None:
            self.num_attention_heads_per_layer = [self.num_attention_heads] * layers
        heads = self.num_attention_heads_per_layer
        if len(heads) != layers or any(count < 1 or count % self.kv_heads for count in heads):
            self._refuse(
                "num_attention_heads_per_layer",
                f"{layers} multiples of num_key_value_heads={self.kv_heads}",
            )
        if self.gating not in _GATINGS:
            self._refuse("gating", f"one of {', '.join(map(repr, _GATINGS))}")
        if self.moe_apply_router_weight_on_input:
            self._refuse("moe_apply_router_weight_on_input", "False: weights are of outputs")
        for kind, rope in (self.rope_parameters or {}).items():
            if rope["rope_type"] == "proportional":
                self._refuse("rope_parameters", "a rope_type that is not 'proportional'")
            if self.rotary_size_of(kind) % 2:
                self._refuse("rope_parameters", "partial_rotary_factors that rotate even numbers")

    @property
    def gates_heads(self) -> bool:
        """Whether a head has one gate."""
        return self.gating in (True, "per-head")

    @property
    def experts(self) -> int:
        return self.num_experts

    @property
    def expert_size(self) -> int:
        return self.moe_intermediate_size

    def is_sparse(self, layer: int) -> bool:
        return (self.mlp_layer_types or [])[layer] == "sparse"
