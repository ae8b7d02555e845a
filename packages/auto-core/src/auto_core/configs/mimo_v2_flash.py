"""MiMo-V2-Flash (Xiaomi, 2025, arXiv:2601.02780)."""

from __future__ import annotations

from typing import Any

from auto_core.configs._rotary import SlidingDecoderConfig
from auto_core.configs._rotary_by_layer import RotaryByLayerConfig
from auto_core.configs._routed import RoutedConfig


class MiMoV2FlashConfig(RotaryByLayerConfig, SlidingDecoderConfig, RoutedConfig):
    """Sizes and options of MiMo-V2-Flash, its defaults."""

    model_type = "mimo_v2_flash"
    default_theta = 5_000_000.0
    local_theta = 10_000.0
    default_partial = 0.334

    vocab_size: int = 152576
    intermediate_size: int = 16384
    num_hidden_layers: int = 48
    num_attention_heads: int = 64
    num_key_value_heads: int | None = 4  # twice as many in layers with a window
    head_dim: int | None = 192  # of queries and keys
    v_head_dim: int = 128
    max_position_embeddings: int = 131072
    rms_norm_eps: float = 1e-5
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = None
    attention_bias: bool = False
    attention_value_scale: float | None = 0.707  # of values
    sliding_window: int | None = 129
    mlp_layer_types: list[str] | None = None  # "dense" or "sparse", of each layer
    moe_intermediate_size: int = 2048
    n_routed_experts: int = 256
    n_shared_experts: int | None = None  # of no effect: there are none
    num_experts_per_tok: int | None = 8
    routed_scaling_factor: float | None = 1.0

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Files count the tokens before the query."""
        if (before := data.pop("sliding_window_size", None)) is not None:
            data["sliding_window"] = before + 1
        return super()._migrate(data)

    def _complete(self) -> None:
        super()._complete()
        layers = self.num_hidden_layers
        self.n_shared_experts = None
        if self.routed_scaling_factor is None:
            self.routed_scaling_factor = 1.0
        if self.layer_types is None:
            self.layer_types = [
                "sliding_attention" if layer and (layer + 1) % 6 else "full_attention"
                for layer in range(layers)
            ]
        self._check_layer_types()
        if self.mlp_layer_types is None:
            self.mlp_layer_types = ["dense", *["sparse"] * (layers - 1)][:layers]
        types = self.mlp_layer_types
        if len(types) != layers or set(types) - {"dense", "sparse"}:
            self._refuse("mlp_layer_types", f"{layers} of 'dense' and 'sparse'")
        parts = {rope["partial_rotary_factor"] for rope in (self.rope_parameters or {}).values()}
        if len(parts) > 1:
            self._refuse("rope_parameters", "one partial_rotary_factor for all layers")
        if "sliding_attention" in self.layer_types and self.num_attention_heads % (
            2 * self.kv_heads
        ):
            self._refuse("num_key_value_heads", "a divisor of half the num_attention_heads")

    def is_sparse(self, layer: int) -> bool:
        return (self.mlp_layer_types or [])[layer] == "sparse"

    @property
    def qkv_bias(self) -> bool:
        return self.attention_bias
