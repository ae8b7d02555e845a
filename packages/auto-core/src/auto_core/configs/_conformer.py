"""What configs of wav2vec 2.0's conformers share."""

from __future__ import annotations

from typing import Any


class ConformerFields:
    """Checks of the fields of a conformer's positions and convolutions."""

    position_types: tuple[str | None, ...] = ("relative", "rotary", None)

    def _check_conformer(self: Any, heads: str = "num_attention_heads") -> None:
        if self.position_embeddings_type not in self.position_types:
            kinds = ", ".join(map(repr, self.position_types))
            self._refuse("position_embeddings_type", f"one of {kinds}")
        if self.conv_depthwise_kernel_size % 2 == 0:
            self._refuse("conv_depthwise_kernel_size", "an odd number")
        if self.hidden_size % getattr(self, heads):
            self._refuse(heads, f"a divisor of hidden_size={self.hidden_size}")
        size = self.hidden_size // getattr(self, heads)
        if self.position_embeddings_type == "rotary" and size % 2:
            self._refuse(heads, f"one whose heads have an even size to rotate, not {size}")
        if self.position_embeddings_type == "relative" and self.hidden_size % 2:
            self._refuse("hidden_size", "an even number, of sines and cosines")
