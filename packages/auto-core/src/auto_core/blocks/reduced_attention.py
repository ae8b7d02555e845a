"""Attention to fewer tokens than there are queries: Wang et al., 2021, arXiv:2102.12122.

b batch, t tokens, k keys, d hidden.
"""

from __future__ import annotations

from .. import nn
from .attention import split_heads


class ReducedAttention(nn.Module):
    """The projections; subclasses make the keys' tokens."""

    def __init__(self, d: int, heads: int, *, bias: bool, dropout: float):
        super().__init__()
        self.head_size = d // heads
        self.query = nn.Linear(d, d, bias=bias)
        self.key = nn.Linear(d, d, bias=bias)
        self.value = nn.Linear(d, d, bias=bias)
        self.dropout = nn.Dropout(dropout)

    def attended(self, hidden, fewer, attend):  # [b t d], [b k d] -> [b t d]
        projected = self.query(hidden), self.key(fewer), self.value(fewer)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        return attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)
