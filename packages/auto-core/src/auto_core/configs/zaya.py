"""ZAYA1 (Zyphra, 2025, arXiv:2511.17127)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._experts import ExpertsConfig
from auto_core.configs._rotary_by_layer import RotaryByLayerConfig

_KINDS = ("hybrid", "hybrid_sliding")


class ZayaConfig(RotaryByLayerConfig, ExpertsConfig):
    """Sizes and options of ZAYA1. The defaults are ZAYA1-8B's."""

    model_type = "zaya"
    rotary_types = _KINDS
    default_partial = 1.0
    default_rotations: ClassVar[Any] = {
        kind: {"rope_type": "default", "rope_theta": theta, "partial_rotary_factor": 0.5}
        for kind, theta in zip(_KINDS, (5_000_000.0, 10_000.0), strict=True)
    }

    vocab_size: int = 262272
    hidden_size: int = 2048
    num_hidden_layers: int = 40
    num_attention_heads: int = 8
    num_key_value_heads: int | None = 2
    head_dim: int | None = 128
    max_position_embeddings: int = 131072
    rms_norm_eps: float = 1e-5
    pad_token_id: int | None = 0
    bos_token_id: int | None = 2
    eos_token_id: int | list[int] | None = 106
    tie_word_embeddings: bool = True
    sliding_window: int | None = None
    layer_types: list[str] | None = None  # "hybrid" or "hybrid_sliding", of each layer
    attention_bias: bool = False
    lm_head_bias: bool = False
    num_experts: int = 16
    num_experts_per_tok: int | None = 1
    moe_intermediate_size: int = 2048
    router_hidden_size: int = 256
    # Tokens of the two convolutions of queries and keys.
    cca_time0: int = 2
    cca_time1: int = 2

    def _complete(self) -> None:
        super()._complete()
        layers = self.num_hidden_layers
        if self.layer_types is None:
            self.layer_types = ["hybrid"] * layers
        types = self.layer_types
        if len(types) != layers or set(types) - set(_KINDS):
            self._refuse("layer_types", f"{layers} of {' and '.join(map(repr, _KINDS))}")
        if "hybrid_sliding" in types and self.sliding_window is None:
            self._refuse("sliding_window", "a number, because some layer_types slide")
        if self.num_experts_per_tok != 1:
            self._refuse("num_experts_per_tok", "1")
        if self.kv_heads * self.head_size % 2:
            self._refuse("num_key_value_heads", "an even number of numbers in all heads")
        for name in ("cca_time0", "cca_time1"):
            if getattr(self, name) < 1:
                self._refuse(name, "1 token or more")
        for kind, rope in (self.rope_parameters or {}).items():
            if rope["rope_type"] == "proportional":
                self._refuse("rope_parameters", "a rope_type that is not 'proportional'")
            if self.rotary_size_of(kind) % 2:
                self._refuse("rope_parameters", "partial_rotary_factors that rotate even numbers")

    @property
    def experts(self) -> int:
        return self.num_experts

    @property
    def expert_size(self) -> int:
        return self.moe_intermediate_size

    def window(self, layer: int) -> int | None:
        slides = (self.layer_types or [])[layer] == "hybrid_sliding"
        return self.sliding_window if slides else None
