"""Mellum 2 (JetBrains, 2026)."""

from __future__ import annotations

from typing import ClassVar

from auto_core.configs._experts import RouterLossConfig
from auto_core.configs._rotary import AttentionBiasConfig, SlidingDecoderConfig
from auto_core.configs._rotary_by_layer import RotaryByLayerConfig


class MellumConfig(
    AttentionBiasConfig, RotaryByLayerConfig, SlidingDecoderConfig, RouterLossConfig
):
    """Sizes and options of Mellum 2. The defaults are Mellum2-12B-A2.5B's."""

    model_type = "mellum"
    default_theta = 500_000.0
    local_theta = 10_000.0
    attribute_map: ClassVar[dict[str, str]] = {
        "num_experts": "num_local_experts",
        "num_mtp_layers": "num_nextn_predict_layers",
    }

    vocab_size: int = 98304
    hidden_size: int = 2304
    intermediate_size: int = 7168
    num_hidden_layers: int = 28
    num_key_value_heads: int | None = 4
    head_dim: int | None = 128
    max_position_embeddings: int = 131072
    bos_token_id: int | None = None
    eos_token_id: int | list[int] | None = None
    sliding_window: int | None = 1024
    mlp_layer_types: list[str] | None = None  # "dense" or "sparse", of each layer; all sparse
    num_local_experts: int = 64
    num_experts_per_tok: int | None = 8
    moe_intermediate_size: int = 896
    norm_topk_prob: bool = True
    # Of layers that predict further tokens; not read.
    num_nextn_predict_layers: int | None = None
    mtp_layer_types: list[str] | None = None
    mtp_mlp_layer_types: list[str] | None = None

    def _complete(self) -> None:
        super()._complete()
        layers = self.num_hidden_layers
        if self.layer_types is None:
            self.layer_types = ["full_attention"] * layers
        self._check_layer_types()
        if self.mlp_layer_types is None:
            self.mlp_layer_types = ["sparse"] * layers
        types = self.mlp_layer_types
        if len(types) != layers or set(types) - {"dense", "sparse"}:
            self._refuse("mlp_layer_types", f"{layers} of 'dense' and 'sparse'")

    @property
    def expert_size(self) -> int:
        return self.moe_intermediate_size

    def is_sparse(self, layer: int) -> bool:
        return (self.mlp_layer_types or [])[layer] == "sparse"
