"""Mistral (Jiang et al., 2023, arXiv:2310.06825)."""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig


class MistralConfig(RotaryDecoderConfig):
    """Sizes and options of Mistral. The defaults are Mistral-7B-v0.1."""

    model_type = "mistral"

    intermediate_size: int = 14336
    num_key_value_heads: int | None = 8
    max_position_embeddings: int = 4096 * 32
    sliding_window: int | None = 4096

    def window(self, layer: int) -> int | None:
        return self.sliding_window
