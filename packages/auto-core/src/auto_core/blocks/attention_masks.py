"""Attention masks: booleans [b h q k] for `ops.attention`, True where a query attends to a key."""

from __future__ import annotations

from auto_core.errors import InputError

from .. import ops
from . import kv_cache, ring_cache


def boolean_mask(attention_mask):
    """A caller's attention mask as a boolean [b 1 1|q k]; None stays None.

    Takes [b k] (1 = a token, 0 = padding), [b q k] or [b 1|h q k].
    """
    if attention_mask is None:
        return None
    rank = len(ops.shape(attention_mask))
    if rank not in (2, 3, 4):
        raise InputError(f"attention_mask has {rank} axes; expected [b k], [b q k] or [b h q k].")
    if rank == 4 and ops.dtype(attention_mask).endswith(("float16", "float32", "float64")):
        return attention_mask >= 0  # additive: 0 where a query attends, very negative elsewhere
    is_boolean = ops.dtype(attention_mask) == "bool"
    mask = attention_mask if is_boolean else attention_mask != 0
    if rank == 2:
        return ops.unsqueeze(ops.unsqueeze(mask, 1), 1)
    return ops.unsqueeze(mask, 1) if rank == 3 else mask


def causal_keys(start, queries, keys, *, like, window: int | None = None):
    """The causal mask [1 1 q k]: query i attends to key j if j <= start + i, its position.

    With a `window`, only the last so many keys up to the query itself are. Only needed there and
    where positions of the cache are still empty; otherwise `causal=True` says it.
    """
    position = ops.unsqueeze(start + ops.arange(0, queries, like=like, dtype="int64"), 1)
    key = ops.unsqueeze(ops.arange(0, keys, like=like, dtype="int64"), 0)
    mask = key <= position
    if window is not None:
        mask = mask & (key > position - window)
    return ops.unsqueeze(ops.unsqueeze(mask, 0), 0)


def causal_mask(
    attention_mask, past, hidden, *, window: int | None = None, layer: int = 0, positions=None
):
    """A decoder's causal mask: (mask, causal), the arguments of `ops.attention`.

    Args:
        attention_mask: the caller's, of the cached keys too, or None; it may end with the text or
            with the room of the cache. One of [b h q k] says all there is to say.
        past: the cache, or None.
        hidden: [b t d], of the new tokens.
        window: how many keys a query attends to, itself included; None for all.
        layer: one whose window that is: so many of its keys are in the cache.
        positions: [b t] where several texts may lie in one row: a text ends where the positions
            do not count on.
    """
    mask = boolean_mask(attention_mask)
    if attention_mask is not None and len(ops.shape(attention_mask)) == 4:
        return mask, False
    if positions is not None:
        mask = _both(mask, _same_text(positions))
    if ring_cache.is_ring(past, window):
        tokens = ops.shape(hidden)[1]
        mask = ring_cache.causal_mask(mask, past, layer, tokens, window=window, like=hidden)
        return mask, mask is None
    start, tokens, room = kv_cache.filled(past), ops.shape(hidden)[1], kv_cache.has_room(past)
    keys = kv_cache.capacity(past, tokens, layer)
    if window is not None and isinstance(keys, int) and keys <= window:
        window = None
    if window is None and not room:
        return mask, True
    if room and mask is not None:
        mask = _widened(mask, keys)
    return _both(mask, causal_keys(start, tokens, keys, like=hidden, window=window)), False


def image_blocks(image):  # [b t] -> [b t]
    """The number of each run of True, from 0 on; -1 elsewhere."""
    first = image & ~ops.pad(image[:, :-1], [(0, 0), (1, 0)], value=False)
    return ops.where(image, ops.cumsum(ops.cast(first, "int64"), 1) - 1, -1)


def block_mask(
    attention_mask, blocks, past, hidden, *, window: int | None = None, bounded: bool = True
):
    """A causal mask whose tokens of one block attend to each other both ways: (mask, causal).

    Args:
        blocks: [b t], the block of each new token, -1 for none; cached tokens have none.
        window: how many keys up to itself a query attends to; later ones of its block too.
        bounded: whether the window holds for the earlier ones of its block, too.
    """
    start, tokens = kv_cache.filled(past), ops.shape(hidden)[1]
    keys = kv_cache.capacity(past, tokens)
    position = ops.unsqueeze(start + ops.arange(0, tokens, like=hidden, dtype="int64"), 1)
    key = ops.unsqueeze(ops.arange(0, keys, like=hidden, dtype="int64"), 0)
    of_keys = blocks
    if past is not None:
        none = ops.full((ops.shape(blocks)[0], keys), -1, like=blocks)
        of_keys = ops.update_slice(none, blocks, start=start, dim=1)
    query_block = ops.unsqueeze(blocks, 2)
    same = (query_block == ops.unsqueeze(of_keys, 1)) & (query_block >= 0)  # [b q k]
    mask = ops.unsqueeze(key <= position, 0)
    if window is not None:
        near = ops.unsqueeze(key > position - window, 0)
        mask, same = mask & near, same & near if bounded else same
    mask = mask | same
    padding = boolean_mask(attention_mask)
    if padding is not None and kv_cache.has_room(past):
        padding = _widened(padding, keys)
    return _both(padding, ops.unsqueeze(mask, 1)), False


def two_way_mask(
    attention_mask, hidden, *, window: int | None = None, before: int | None = None, positions=None
):
    """The mask of bidirectional attention: (mask, causal), as `causal_mask` gives it.

    With a `window`, only keys less than so many positions away; of the earlier ones, those less
    than `before` positions away, where it is given. The rest as in `causal_mask`.
    """
    mask = boolean_mask(attention_mask)
    if positions is not None:
        mask = _both(mask, _same_text(positions))
    if window is None:
        return mask, False
    position = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
    distance = ops.unsqueeze(position, 1) - ops.unsqueeze(position, 0)
    near = (distance < (window if before is None else before)) & (distance > -window)
    return _both(mask, ops.unsqueeze(ops.unsqueeze(near, 0), 0)), False


def _widened(mask, keys):
    """A mask that ends with the text, for all slots of a cache: those behind are masked anyway."""
    known = ops.shape(mask)[-1]
    if isinstance(known, int) and isinstance(keys, int) and known == keys:
        return mask
    return ops.pad(mask, [(0, 0), (0, 0), (0, 0), (0, keys - known)], value=False)


def _both(mask, other):
    return other if mask is None else mask & other


def _same_text(positions):  # [b t] -> [b 1 q k]
    steps = positions[:, 1:] - positions[:, :-1]
    text = ops.cumsum(ops.cast(steps != 1, "int64"), 1)
    text = ops.pad(text, [(0, 0), (1, 0)], value=0)
    return ops.unsqueeze(ops.unsqueeze(text, 2) == ops.unsqueeze(text, 1), 1)
