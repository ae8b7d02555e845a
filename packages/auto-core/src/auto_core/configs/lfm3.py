"""LFM3 (Liquid AI, 2026)."""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs._rotary import LAYER_TYPES, AttentionBiasConfig
from auto_core.configs._rotary_by_layer import RotaryByLayerConfig
from auto_core.configs.lfm2 import ShortConvConfig

_FULL, _SLIDING = LAYER_TYPES


class Lfm3Config(AttentionBiasConfig, RotaryByLayerConfig, ShortConvConfig):
    """Sizes and options of LFM3. The defaults are LFM3-1.7B's."""

    model_type = "lfm3"
    attribute_map: ClassVar[dict[str, str]] = {"rms_norm_eps": "norm_eps"}
    layer_kinds = ("full_attention", "sliding_attention", "conv")
    default_rotations: ClassVar[Any] = {
        _FULL: {
            "rope_type": "proportional",
            "rope_theta": 1_000_000.0,
            "partial_rotary_factor": 0.5,
        },
        _SLIDING: {"rope_type": "default", "rope_theta": 10_000.0},
    }

    vocab_size: int = 128_000
    hidden_size: int = 2048
    intermediate_size: int = 7680
    num_hidden_layers: int = 24
    num_attention_heads: int = 16
    num_key_value_heads: int = 4
    head_dim: int | None = 128
    pad_token_id: int | None = 124_893
    bos_token_id: int | None = 124_894
    eos_token_id: int | list[int] | None = 124_900
    conv_L_cache: int = 7
    sliding_window: int | None = 256
    use_sandwich_norm: bool = True  # norms of what parts give out, before it is added
    use_attention_gate: bool = True
    attention_dropout: float | None = 0.0

    def _complete(self) -> None:
        if self.layer_types is None:
            kinds = ("sliding_attention", "conv", "full_attention", "conv")
            self.layer_types = [
                kinds[layer % 4] if layer else "conv" for layer in range(self.num_hidden_layers)
            ]
        super()._complete()
        if self.head_dim is None:
            self.head_dim = self.hidden_size // self.num_attention_heads
        if "sliding_attention" in self.layer_types and self.sliding_window is None:
            self._refuse("sliding_window", "a number, because some layer_types slide")

    @property
    def head_size(self) -> int:
        return self.head_dim or self.hidden_size // self.num_attention_heads

    @property
    def kv_heads(self) -> int:
        """How many heads keys and values have."""
        return self.num_key_value_heads

    @property
    def rms_norm_eps(self) -> float:
        """What norms add to the variance."""
        return self.norm_eps

    def window(self, layer: int) -> int | None:
        """How many tokens a query attends to, itself included, in this layer of those that
        attend; None for all."""
        attending = [kind for kind in self.layer_types or () if kind != "conv"]
        return self.sliding_window if attending[layer] == "sliding_attention" else None
