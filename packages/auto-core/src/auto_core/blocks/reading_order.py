"""Pairwise scores of an order: Su et al., 2022, arXiv:2208.03054 (global pointers).

b batch, q elements, s size of a head, d hidden.
"""

from __future__ import annotations

from .. import nn, ops

LATER = -1e4  # the score of pairs that are not compared


class GlobalPointer(nn.Module):
    """How much each element comes before each later one."""

    def __init__(self, d: int, size: int, *, dropout: float):
        super().__init__()
        self.size = size
        self.dense = nn.Linear(d, 2 * size)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden):  # [b q d] -> [b q q]
        projected = self.dropout(self.dense(hidden))
        query, key = ops.split(projected, [self.size, self.size], -1)
        scores = ops.matmul(query, ops.permute(key, (0, 2, 1))) / self.size**0.5
        steps = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
        later = ops.unsqueeze(steps, 0) > ops.unsqueeze(steps, 1)  # [q q]
        return ops.where(later, scores, LATER)
