"""Granite with sliding windows (IBM, 2026)."""

from __future__ import annotations

from auto_core.configs._rotary import SlidingDecoderConfig
from auto_core.configs.granite import GraniteConfig


class SlidingGraniteConfig(SlidingDecoderConfig):
    """A config of Granite's whose layers differ in their windows and rotations."""

    sliding_window: int | None = 128
    layer_rope_theta: list[float] | None = None  # the base of each layer's rotation; 0: none

    def _complete(self) -> None:
        super()._complete()
        count = self.num_hidden_layers
        if self.layer_types is None:
            kinds = ("full_attention", *["sliding_attention"] * 3)
            self.layer_types = [kinds[i % 4] for i in range(count)]
        self._check_layer_types()
        if self.layer_rope_theta is None:
            self.layer_rope_theta = [self.rope_theta] * count
        if len(self.layer_rope_theta) != count or min(self.layer_rope_theta) < 0:
            self._refuse("layer_rope_theta", f"{count} numbers, none of them below 0")


class GraniteSWAConfig(SlidingGraniteConfig, GraniteConfig):
    """Granite's sizes and options, and windows. The defaults are upstream's."""

    model_type = "granite_swa"

    vocab_size: int = 100352
    hidden_size: int = 2560
    intermediate_size: int = 8192
    num_hidden_layers: int = 24
    num_attention_heads: int = 20
    num_key_value_heads: int | None = 4
    max_position_embeddings: int = 8192
    rms_norm_eps: float = 1e-5
    bos_token_id: int | None = 100257
    eos_token_id: int | list[int] | None = 100257
    tie_word_embeddings: bool = True
