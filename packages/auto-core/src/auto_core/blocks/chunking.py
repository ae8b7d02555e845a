"""Applying a tokenwise function piece by piece, to bound the memory of its activations."""

from __future__ import annotations

from auto_core.errors import InputError

from .. import ops


def in_chunks(function, x, size: int):
    """function(x) for x [b t d], over pieces of `size` tokens; 0 means all at once.

    The result is the same; only the largest activation is smaller. A graph that leaves the
    number of tokens open computes all at once.
    """
    tokens = ops.shape(x)[1]
    if not size or not isinstance(tokens, int):
        return function(x)
    if tokens % size:
        raise InputError(
            f"chunk_size_feed_forward={size} does not divide the {tokens} tokens of this input; "
            "pad the input to a multiple of it or set it to 0."
        )
    pieces = ops.split(x, [size] * (tokens // size), 1)
    return ops.cat([function(piece) for piece in pieces], 1)
