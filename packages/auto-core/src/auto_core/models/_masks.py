"""Which key each query may look at, as booleans for `ops.attention`."""

from __future__ import annotations

from auto_core.errors import InputError

from .. import ops


def visible_keys(attention_mask):
    """A caller's attention mask as a boolean [b 1 1|q k]; None stays None.

    Takes [b k] (1 = look, 0 = padding), [b q k] or [b 1|h q k].
    """
    if attention_mask is None:
        return None
    rank = len(ops.shape(attention_mask))
    if rank not in (2, 3, 4):
        raise InputError(f"attention_mask has {rank} axes; expected [b k], [b q k] or [b h q k].")
    if rank == 4 and ops.dtype(attention_mask).endswith(("float16", "float32", "float64")):
        return attention_mask >= 0  # additive: 0 where a query may look, very negative elsewhere
    visible = attention_mask != 0
    if rank == 2:
        return ops.unsqueeze(ops.unsqueeze(visible, 1), 1)
    return ops.unsqueeze(visible, 1) if rank == 3 else visible


def causal_keys(start, queries, keys, *, like):
    """[1 1 q k]: key j is visible to query i, which stands at position start + i, if j <= it.

    Only needed where positions of the cache are still empty; otherwise `causal=True` says it.
    """
    position = start + ops.arange(0, queries, like=like, dtype="int64")
    key = ops.arange(0, keys, like=like, dtype="int64")
    visible = ops.unsqueeze(key, 0) <= ops.unsqueeze(position, 1)
    return ops.unsqueeze(ops.unsqueeze(visible, 0), 0)
