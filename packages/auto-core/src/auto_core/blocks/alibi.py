"""Attention with linear biases: Press et al., 2021, arXiv:2108.12409.

b batch, t tokens, k keys, h heads.
"""

from __future__ import annotations

import math

from .. import ops
from . import kv_cache


def slopes(heads: int) -> tuple[float, ...]:
    """The slope of each head: a geometric series, filled up from the series of twice as many."""
    power = 2 ** math.floor(math.log2(heads))
    found = [2 ** (-8 * (i + 1) / power) for i in range(power)]
    found += [2 ** (-4 * (2 * i + 1) / power) for i in range(heads - power)]
    return tuple(found)


def alibi(heads: int, hidden, attention_mask, past, *, dtype: str | None = None):
    """[b|1 h 1 k]: what is added to the scores of each key, by its position.

    Positions count the tokens of `attention_mask` [b k], where it is one of keys; a shift of all
    keys alike changes nothing, so positions need not be relative to the query. Computed in `dtype`,
    by default that of `hidden`.
    """
    keys = kv_cache.capacity(past, ops.shape(hidden)[1])
    position = ops.unsqueeze(ops.arange(0, keys, like=hidden, dtype="int64"), 0)  # [1 k]
    if attention_mask is not None and len(ops.shape(attention_mask)) == 2:
        mask = ops.cast(attention_mask, "int64")
        position = (ops.cumsum(mask, 1) - 1) * mask
        position = ops.pad(position, [(0, 0), (0, keys - ops.shape(mask)[1])], value=0)
    dtype = dtype or ops.dtype(hidden)
    position = ops.cast(position, dtype)
    slope = ops.cast(ops.asarray(slopes(heads), like=hidden, dtype="float32"), dtype)
    bias = ops.unsqueeze(slope, 1) * ops.unsqueeze(position, 1)  # [b h k]
    return ops.cast(ops.unsqueeze(bias, 2), ops.dtype(hidden))


def distances(heads: int, hidden, past):
    """[1 h 1 k]: MPT's bias of the scores of each key by its slot, padding included. Where heads
    are no power of two, they have the slopes of the next one, every second first."""
    power = 2 ** math.ceil(math.log2(heads))
    found = [2 ** (-8 * (i + 1) / power) for i in range(power)]
    if power != heads:
        found = (found[1::2] + found[::2])[:heads]
    keys = kv_cache.capacity(past, ops.shape(hidden)[1])
    position = ops.arange(0, keys, like=hidden, dtype=ops.dtype(hidden))
    slope = ops.asarray(tuple(found), like=hidden, dtype=ops.dtype(hidden))
    bias = ops.unsqueeze(slope, 1) * ops.unsqueeze(position, 0)  # [h k]
    return ops.unsqueeze(ops.unsqueeze(bias, 0), 2)
