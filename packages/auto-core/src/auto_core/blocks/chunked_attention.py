"""Attention of each block of frames to the frames around it, with relative positions: Dai et al.,
2019, arXiv:1901.02860, appendix B, within a window (Zhang et al., 2023, arXiv:2303.01037).

b batch, t frames, n blocks, c frames of a block, k keys of a block, r relative positions, h heads,
s size of a head.
"""

from __future__ import annotations

import math

from .. import nn, ops
from .attention import split_heads
from .local_attention import blocks
from .losses import widened
from .masked_scores import masked_scores


class ChunkedAttention(nn.Module):
    """Blocks of `size` frames, whose queries attend to at most `before` frames before their own and
    `after` frames behind it. Scores are bounded by `cap`."""

    def set_window(self, size: int, *, before: int, after: int, cap: float) -> None:
        """Say how blocks are made."""
        self.size, self.before, self.after, self.cap = size, before, after, cap

    @property
    def keys(self) -> int:
        """How many keys a block has."""
        return self.size + self.before + self.after

    def around(self, x):  # [b t ...] -> [b n k ...]
        """Of each block its frames, those `before` and those `after` them."""
        frames, rest = ops.shape(x)[1], ops.shape(x)[2:]
        wide = [(0, 0)] * len(rest)
        x = ops.pad(x, [(0, 0), (self.before, self.after + self.size - 1), *wide], value=0)
        count = (frames + self.size - 1) // self.size
        start = ops.arange(0, count, like=x, dtype="int64") * self.size
        index = ops.unsqueeze(start, 1) + ops.arange(0, self.keys, like=x, dtype="int64")
        return ops.take(x, index, 1)

    def real_keys(self, hidden, real):
        """[b n k], True for the keys of blocks that are frames; of `real` [b t] or None."""
        if real is None:
            real = ops.ones(ops.shape(hidden)[:2], like=hidden) == 1
        return self.around(ops.cast(real, "int64")) != 0

    def context(self, query, key, value, distant, attended, masked: float | None, attend):
        """[b t h s] of queries, keys and values [b t h s], of vectors [r h s] of the distances, the
        farthest first, and of what a query attends to [b n c k]; other scores are `masked`, or
        with None the lowest number."""
        frames = ops.shape(query)[1]
        query, key, value = blocks(query, self.size), self.around(key), self.around(value)
        scores = ops.einsum("bnchs,bnkhs->bhnck", query, key)
        by_distance = ops.einsum("bnchs,rhs->bhncr", query, ops.cast(distant, ops.dtype(query)))
        scores = scores + shifted(by_distance, self.keys)
        scores = ops.tanh(scores / self.cap) * self.cap
        attended = ops.unsqueeze(attended, 1)
        if masked is None:
            scores = masked_scores(scores, attended)
        else:
            scores = ops.where(attended, scores, masked)
        weights = ops.cast(ops.softmax(widened(scores), -1), ops.dtype(value))
        if attend.recorder.wants_attentions:
            attend.record(weights)
        output = ops.einsum("bhnck,bnkhs->bnchs", weights, value)
        batch, count, size, heads, s = ops.shape(output)
        return ops.reshape(output, (batch, count * size, heads, s))[:, :frames]


def shifted(scores, keys: int):
    """Scores [b h n c r] of distances, the farthest first, as those of keys [b h n c k]."""
    batch, heads, count, size, distances = ops.shape(scores)
    scores = ops.pad(scores, [(0, 0)] * 4 + [(0, keys + 1 - distances)], value=0.0)
    scores = ops.reshape(scores, (batch, heads, count, size * (keys + 1)))
    return ops.reshape(scores[..., : size * keys], (batch, heads, count, size, keys))


def sinusoids(distances, size: int, *, like):
    """[r d] of distances [r]: sines, then cosines."""
    half = size // 2
    step = math.log(10_000) / max(half - 1, 1)
    wide = "float64" if ops.dtype(like) == "float64" else "float32"
    frequency = tuple(math.exp(-step * i) for i in range(half))
    frequency = ops.asarray(frequency, like=like, dtype=wide)
    angle = ops.unsqueeze(ops.cast(distances, wide), 1) * frequency
    return ops.cast(ops.cat([ops.sin(angle), ops.cos(angle)], -1), ops.dtype(like))


def projected(layer, table, head_size: int):  # [r d] -> [r h s]
    """Sinusoids through a layer, as vectors of each head."""
    return split_heads(ops.unsqueeze(layer(table), 0), head_size)[0]
