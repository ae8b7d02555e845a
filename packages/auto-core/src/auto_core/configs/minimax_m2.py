"""MiniMax-M2 (MiniMax, 2025)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from auto_core.configs._experts import RouterLossConfig


class MiniMaxM2Config(RouterLossConfig):
    """Sizes and options of MiniMax-M2, its defaults."""

    model_type = "minimax_m2"
    attribute_map: ClassVar[dict[str, str]] = {"num_experts": "num_local_experts"}
    default_theta = 5000000.0
    default_partial = 1.0

    vocab_size: int = 200064
    hidden_size: int = 3072
    intermediate_size: int = 1536
    num_hidden_layers: int = 62
    num_attention_heads: int = 48
    num_key_value_heads: int | None = 8
    head_dim: int | None = 128
    max_position_embeddings: int = 196608
    bos_token_id: int | None = 200034
    eos_token_id: int | list[int] | None = 200020
    num_experts_per_tok: int | None = 8
    num_local_experts: int = 256
    router_jitter_noise: float = 0.0

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], **overrides: Any) -> Self:
        data = dict(data)
        rotary, size = data.get("rotary_dim"), data.get("head_dim") or 128
        if rotary is not None and "partial_rotary_factor" not in (
            data.get("rope_parameters") or {}
        ):
            data.setdefault("partial_rotary_factor", rotary / size)  # as published files say it
        return super().from_dict(data, **overrides)
