"""Norms that are no layer of the vocabulary."""

from __future__ import annotations

from .. import nn, ops
from .losses import widened


class PlainLayerNorm(nn.Module):
    """Layer norm without scale and bias."""

    def __init__(self, eps: float):
        super().__init__()
        self.eps = eps

    def forward(self, hidden):  # [... d] -> [... d]
        wide = widened(hidden)
        centred = wide - ops.mean(wide, -1, keepdim=True)
        variance = ops.mean(centred * centred, -1, keepdim=True)
        return ops.cast(centred * ops.rsqrt(variance + self.eps), ops.dtype(hidden))


def scaled_to_one(hidden, *, eps: float):  # [... d] -> [... d]
    """Divided by the root mean square of the last axis: a root-mean-square norm without scale."""
    wide = widened(hidden)
    size = ops.rsqrt(ops.mean(wide * wide, -1, keepdim=True) + eps)
    return ops.cast(wide * size, ops.dtype(hidden))
