"""LayerDrop: Fan et al., 2019, arXiv:1909.11556."""

from __future__ import annotations

from .. import nn, ops


class LayerDrop(nn.Module):
    """In training, skip a whole layer by chance."""

    def __init__(self, p: float):
        super().__init__()
        self.skips, self.kept = p > 0, nn.Dropout(p)

    def forward(self, output, hidden):
        """`output`, or with probability `p` what the layer was given: both [b t d]."""
        if not self.skips:
            return output
        kept = self.kept(ops.ones((1, 1, 1), like=hidden))
        return ops.where(kept != 0, output, hidden)
