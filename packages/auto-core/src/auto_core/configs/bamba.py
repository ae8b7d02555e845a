"""Bamba (IBM, Princeton, CMU and UIUC, 2024)."""

from __future__ import annotations

from collections.abc import Sequence

from auto_core.configs._state_space import StateSpaceDecoderConfig


class BambaConfig(StateSpaceDecoderConfig):
    """Sizes and options of Bamba. The defaults are Bamba-9B's."""

    model_type = "bamba"
    default_partial = 0.5

    max_position_embeddings: int = 262144
    attn_layer_indices: list[int] | None = None  # layers that attend; none by default
    z_loss_coefficient: float = 0.0  # of the squares of the logits' logarithmic sums, in the loss

    @property
    def layers_block_type(self) -> Sequence[str]:
        """The kind of each layer."""
        attending = self.attn_layer_indices or ()
        return [
            "full_attention" if layer in attending else "linear_attention"
            for layer in range(self.num_hidden_layers)
        ]
