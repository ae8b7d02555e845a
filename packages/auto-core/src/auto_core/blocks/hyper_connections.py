"""Manifold-constrained hyper-connections: Xie et al., 2025, arXiv:2512.24880.

Where a layer has one residual stream, here are several. A part of a layer gets a mixture of them,
and its output is added to each stream, after the streams were mixed among each other by a matrix
whose rows and columns add up to 1. All three mixtures follow from the streams.

b batch, t tokens, m streams, d hidden.
"""

from __future__ import annotations

from typing import Any

from .. import nn, ops
from .losses import widened


def unweighted_norm(x, eps: float):  # [... d] -> [... d]
    """`x` divided by the root of its mean square, in float32 at least."""
    wide = widened(x)
    return ops.cast(wide * ops.rsqrt(ops.mean(wide * wide, -1, keepdim=True) + eps), ops.dtype(x))


def of_streams(streams, weight, eps: float):
    """What a matrix [o m*d] makes of the normalised streams [b t m d]: [b t o]."""
    batch, tokens, count, size = ops.shape(streams)
    flat = ops.reshape(widened(streams), (batch, tokens, count * size))
    weight = widened(ops.asarray(weight))
    return ops.matmul(unweighted_norm(flat, eps), ops.transpose(weight, 0, 1))


def collapsed(streams, weights):  # [b t m d], [b t m] -> [b t d]
    """The sum of the streams by weight."""
    mixed = ops.sum(ops.unsqueeze(weights, 3) * widened(streams), 2)
    return ops.cast(mixed, ops.dtype(streams))


class HyperConnection:
    """The mixtures of one part of a layer, whose parameters the layer has.

    Args:
        streams: [b t m d].
        weight: [(2+m)*m m*d], base [(2+m)*m] and scale [3], of what goes in, of what comes out and
            of how streams are mixed.
    """

    def __init__(self, streams, weight, base, scale, config: Any):
        count, self.eps = config.hc_mult, config.hc_eps
        self.streams, self.count = streams, count
        mixes = of_streams(streams, weight, config.rms_norm_eps)
        base, scale = widened(ops.asarray(base)), widened(ops.asarray(scale))
        sizes = [count, count, count * count]
        parts = zip(ops.split(mixes, sizes, -1), ops.split(base, sizes, 0), strict=True)
        before, after, mixture = (
            part * scale[i : i + 1] + bias for i, (part, bias) in enumerate(parts)
        )
        self.before = ops.sigmoid(before) + self.eps
        self.after = 2 * ops.sigmoid(after)
        self.mixture = self.balanced(mixture, config.hc_sinkhorn_iters)

    def balanced(self, scores, iterations: int):  # [b t m*m] -> [b t m m]
        """Probabilities, rows and columns divided by their sums in turn (Sinkhorn & Knopp)."""
        batch, tokens, _ = ops.shape(scores)
        scores = ops.reshape(scores, (batch, tokens, self.count, self.count))
        matrix = ops.softmax(scores, -1) + self.eps
        matrix = self.divided(matrix, -2)
        for _ in range(iterations - 1):
            matrix = self.divided(self.divided(matrix, -1), -2)
        return matrix

    def divided(self, matrix, dim: int):
        return matrix / (ops.sum(matrix, dim, keepdim=True) + self.eps)

    def into(self):  # [b t d]
        """What the part gets."""
        return collapsed(self.streams, self.before)

    def out(self, output):  # [b t d] -> [b t m d]
        """The streams after the part has given its output."""
        dtype = ops.dtype(self.streams)
        after, mixture = ops.cast(self.after, dtype), ops.cast(self.mixture, dtype)
        added = ops.unsqueeze(after, 3) * ops.unsqueeze(output, 2)
        return added + ops.einsum("btnm,btnd->btmd", mixture, self.streams)


class HyperHead(nn.Module):
    """One stream of several, for what comes after the last layer."""

    def __init__(self, config: Any):
        super().__init__()
        count = config.hc_mult
        self.eps, self.norm_eps = config.hc_eps, config.rms_norm_eps
        self.hc_fn = nn.Parameter((count, count * config.hidden_size), init="normal")
        self.hc_base = nn.Parameter((count,), init="zeros")
        self.hc_scale = nn.Parameter((1,), init="ones")

    def forward(self, streams):  # [b t m d] -> [b t d]
        mixes = of_streams(streams, self.hc_fn, self.norm_eps)
        scale, base = (widened(ops.asarray(x)) for x in (self.hc_scale, self.hc_base))
        return collapsed(streams, ops.sigmoid(mixes * scale + base) + self.eps)
