"""Arithmetic on `length`, an int in a plain loop and a scalar tensor in a compiled one; rows."""

from __future__ import annotations

from .. import ops


def when(condition, x, y):
    """`x` where the condition holds, else `y`; computes one of them if that is known already."""
    if isinstance(condition, bool):
        return x if condition else y
    return ops.where(condition, x, y)


def power(length, exponent: float):
    """length to a power, as a number or as a float32 scalar."""
    if isinstance(length, int):
        return length**exponent
    length = ops.cast(length, "float32")
    return length if exponent == 1 else ops.exp(exponent * ops.log(length))


def filled(tokens, length):
    """[1 n], True at positions of a buffer [b n] that hold a token."""
    position = ops.arange(0, ops.shape(tokens)[1], like=tokens, dtype="int64")
    return ops.unsqueeze(position < length, 0)


def recent(tokens, length, count: int):
    """The last `count` tokens [b count] before `length`; arbitrary where there are fewer."""
    position = length - count + ops.arange(0, count, like=tokens, dtype="int64")
    return ops.take(tokens, ops.clamp(position, min=0), 1)


def last(x, length):
    """[b 1], what a buffer [b n] holds before `length`."""
    return x[:, length - 1 : length] if isinstance(length, int) else recent(x, length, 1)


def repeated(x, count: int, axis: int = 0):
    """Every row of [b ...] `count` times, one after the other; or of [n b ...], with axis 1."""
    if isinstance(count, int) and count == 1:  # a graph may leave it open
        return x
    sizes = tuple(ops.shape(x))
    before, after = sizes[:axis], sizes[axis + 1 :]
    x = ops.expand(ops.unsqueeze(x, axis + 1), (*before, sizes[axis], count, *after))
    return ops.reshape(x, (*before, sizes[axis] * count, *after))
