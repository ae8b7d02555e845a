"""Granite 4.0 (IBM, 2025)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._experts import RouterLossConfig
from auto_core.configs._state_space import StateSpaceDecoderConfig

_OLDER = {"mamba": "linear_attention", "attention": "full_attention"}


class GraniteMoeHybridConfig(StateSpaceDecoderConfig, RouterLossConfig):
    """Sizes and options of Granite 4.0. The defaults are upstream's."""

    model_type = "granitemoehybrid"
    attribute_map: ClassVar[dict[str, str]] = {"layers_block_type": "layer_types"}

    vocab_size: int = 32000
    intermediate_size: int = 11008
    num_key_value_heads: int | None = None
    rms_norm_eps: float = 1e-6
    pad_token_id: int | None = None
    embedding_multiplier: float = 1.0
    logits_scaling: float = 1.0  # what logits are divided by
    residual_multiplier: float = 1.0
    attention_multiplier: float = 1.0  # the scale of products of queries and keys
    num_local_experts: int = 8  # 0: no layer has experts
    shared_intermediate_size: int = 1024  # of the feed-forward part that all tokens go to
    position_embedding_type: str | None = None  # "rope"; anything else is no rotation
    layer_types: list[str] | None = None

    @classmethod
    def _migrate(cls, data: dict[str, Any]) -> dict[str, Any]:
        for key in ("layer_types", "layers_block_type"):
            if isinstance(data.get(key), list):
                data[key] = [_OLDER.get(kind, kind) for kind in data[key]]
        return super()._migrate(data)

    def _complete(self) -> None:
        super()._complete()
        if self.layer_types is None:
            self.layer_types = ["linear_attention"] * self.num_hidden_layers
        kinds = {"linear_attention", "full_attention"}
        if len(self.layer_types) != self.num_hidden_layers or set(self.layer_types) - kinds:
            self._refuse(
                "layer_types",
                f"{self.num_hidden_layers} of 'linear_attention' and 'full_attention'",
            )

    def _has_enough(self) -> bool:
        return self.num_local_experts == 0 or super()._has_enough()

    def is_sparse(self, layer: int) -> bool:
        return self.num_local_experts > 0
