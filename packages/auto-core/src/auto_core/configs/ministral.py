"""Ministral (Mistral AI, 2024)."""

from __future__ import annotations

from auto_core.configs._rotary import SlidingDecoderConfig


class MinistralConfig(SlidingDecoderConfig):
    """Sizes and options of Ministral. The defaults are upstream's, near Ministral-8B-2410."""

    model_type = "ministral"

    intermediate_size: int = 14336
    num_key_value_heads: int | None = 8
    max_position_embeddings: int = 4096 * 32

    def _complete(self) -> None:
        super()._complete()
        if self.layer_types is None:
            kind = "full_attention" if self.sliding_window is None else "sliding_attention"
            self.layer_types = [kind] * self.num_hidden_layers
        self._check_layer_types()
