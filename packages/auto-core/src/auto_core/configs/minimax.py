"""MiniMax-Text-01 (MiniMax, 2025, arXiv:2501.08313)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from auto_core.configs.mixtral import MixtralConfig

_KINDS = {"full_attention", "linear_attention"}


class MiniMaxConfig(MixtralConfig):
    """Sizes and options of MiniMax-Text-01; transformers' defaults."""

    model_type = "minimax"
    default_partial = 1.0

    layer_types: list[str] | None = None
    block_size: int = 256  # tokens that lightning attention computes at once, with one result
    # Factors of what goes into a part, and of what comes out, before both are added.
    full_attn_alpha_factor: float = 1.0
    full_attn_beta_factor: float = 1.0
    linear_attn_alpha_factor: float = 1.0
    linear_attn_beta_factor: float = 1.0
    mlp_alpha_factor: float = 1.0
    mlp_beta_factor: float = 1.0
    bos_token_id: int | None = 1
    eos_token_id: int | list[int] | None = 2

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], **overrides: Any) -> Self:
        data = dict(data)
        rotary = data.get("rotary_dim")
        if rotary is not None and "partial_rotary_factor" not in (
            data.get("rope_parameters") or {}
        ):
            heads = data.get("num_attention_heads", cls.num_attention_heads)
            size = data.get("head_dim") or data.get("hidden_size", cls.hidden_size) // heads
            data.setdefault("partial_rotary_factor", rotary / size)
        return super().from_dict(data, **overrides)

    def _complete(self) -> None:
        super()._complete()
        count = self.num_hidden_layers
        if self.layer_types is None:
            self.layer_types = [
                "linear_attention" if layer % 2 else "full_attention" for layer in range(count)
            ]
        if len(self.layer_types) != count or set(self.layer_types) - _KINDS:
            self._refuse("layer_types", f"{count} of {' and '.join(sorted(_KINDS))}")
        if self.block_size < 1:
            self._refuse("block_size", "1 token or more")
