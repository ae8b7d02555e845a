"""What the configs of encoders of pages share: LayoutLMv2's and LayoutLMv3's."""

from __future__ import annotations

from auto_core.configs._base import PreTrainedConfig


class LayoutConfig(PreTrainedConfig):
    """Sizes of an encoder of tokens that lie on a page."""

    hidden_size: int = 768
    num_hidden_layers: int = 12
    num_attention_heads: int = 12
    intermediate_size: int = 3072
    hidden_act: str = "gelu"
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    initializer_range: float = 0.02
    max_2d_position_embeddings: int = 1024  # one more than the largest coordinate
    coordinate_size: int = 128
    shape_size: int = 128
    # Attention depends on how far apart tokens are in the text, and on the page.
    has_relative_attention_bias: bool = True
    rel_pos_bins: int = 32
    max_rel_pos: int = 128
    has_spatial_attention_bias: bool = True
    rel_2d_pos_bins: int = 64
    max_rel_2d_pos: int = 256

    def _complete(self) -> None:
        super()._complete()
        if self.hidden_size % self.num_attention_heads:
            self._refuse("num_attention_heads", f"a divisor of hidden_size={self.hidden_size}")
        if 4 * self.coordinate_size + 2 * self.shape_size != self.hidden_size:
            self._refuse(
                "coordinate_size",
                f"with shape_size={self.shape_size} that 4 of the one and 2 of the other are "
                f"hidden_size={self.hidden_size}",
            )
        for bins, most in (("rel_pos_bins", "max_rel_pos"), ("rel_2d_pos_bins", "max_rel_2d_pos")):
            single = getattr(self, bins) // 4  # distances with a bin each, on either side
            if not 0 < single < getattr(self, most):
                self._refuse(bins, f"at least 4 and less than 4 times {most}={getattr(self, most)}")
