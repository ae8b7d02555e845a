"""Sliding-window layers: their part of a cache with room is a ring buffer.

A ring of n slots keeps position p at slot p % n. With no more slots than the window, a new
token overwrites the one that no query attends to any more; with more, it has those besides.
Several new tokens at once may overwrite what the first of them still attend to, so that attention
then gets the ring as it was and the new tokens behind it.

b batch, q new tokens, k keys, n slots, h heads, d size of a head.
"""

from __future__ import annotations

from auto_core.outputs import KeyValueCache

from .. import ops
from . import kv_cache


def is_ring(cache: KeyValueCache | None, window: int | None) -> bool:
    """Whether a layer's part of this cache is a ring."""
    return window is not None and cache is not None and cache.length is not None


def held(length, slots, *, like):
    """[n]: the position at each slot when `length` tokens are in; negative where there is none."""
    slot = ops.arange(0, slots, like=like, dtype="int64")
    return length - 1 - (length - 1 - slot) % slots


def extend(cache: KeyValueCache | None, layer: int, key, value, *, window: int | None):
    """Two pairs of keys and values: those attended to, and those that the cache keeps.

    The new tokens' are [b q h d]; `window` is the layer's, None if it attends to everything.
    """
    if not is_ring(cache, window):
        pair = kv_cache.extend(cache, layer, key, value)
        return pair, pair
    kept = (cache.keys[layer], cache.values[layer])
    tokens, slots = ops.shape(key)[1], ops.shape(kept[0])[1]
    if _is_one(tokens):
        slot = cache.length % slots
        kept = tuple(
            ops.update_slice(ring, new, start=slot, dim=1)
            for ring, new in zip(kept, (key, value), strict=True)
        )
        if kv_cache.has_room(cache):
            return kept, kept
        filled = min(cache.length + 1, slots)
        return tuple(ring[:, :filled] for ring in kept), kept
    attended = ops.cat([kept[0], key], 1), ops.cat([kept[1], value], 1)
    position = held(cache.length + tokens, slots, like=key)
    index = ops.clamp(position - cache.length, min=0)  # among the new tokens
    is_new = ops.reshape(position >= cache.length, (1, slots, 1, 1))
    kept = tuple(
        ops.update_slice(ring, ops.where(is_new, ops.take(new, index, 1), ring), start=0, dim=1)
        for ring, new in zip(kept, (key, value), strict=True)
    )
    return attended, kept


def causal_mask(mask, cache: KeyValueCache, layer: int, tokens, *, window: int, like):
    """[b|1 1 q k]: which of the keys that `extend` gives each query attends to; None for all.

    `mask` is [b 1 1|q capacity] by position, or None.
    """
    start, slots = cache.length, ops.shape(cache.keys[layer])[1]
    new = start + ops.arange(0, tokens, like=like, dtype="int64")
    if _is_one(tokens):
        position = held(start + 1, slots, like=like)
        if not kv_cache.has_room(cache):
            position = position[: min(start + 1, slots)]
            if mask is None and slots <= window:
                return None
    else:
        position = ops.cat([held(start, slots, like=like), new], 0)
    query, key = ops.unsqueeze(new, 1), ops.unsqueeze(position, 0)
    causal = (key >= 0) & (key <= query) & (key > query - window)  # [q k]
    causal = ops.unsqueeze(ops.unsqueeze(causal, 0), 0)
    return causal if mask is None else causal & ops.take(mask, ops.clamp(position, min=0), 3)


def _is_one(tokens) -> bool:
    return isinstance(tokens, int) and tokens == 1
