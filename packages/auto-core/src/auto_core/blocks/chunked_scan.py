"""Recurrences over a sequence, chunk by chunk: what one step for each token costs is overhead.

Within a chunk, matrix products give what its tokens do to each other; from chunk to chunk, a
state goes on. So time and memory are linear in the length, and few steps follow one another.

b batch, t tokens, l tokens of a chunk, n chunks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import ops

Step = Callable[..., tuple[Any, Any]]


def chunked_scan(step: Step, state, inputs: Sequence[Any], *, size: int):
    """The last state and the outputs [b t ...] of a recurrence.

    Args:
        step: (state, *inputs [b l ...]) -> (next state, outputs [b l ...]). Inputs of zeros
            must leave the state as it is: the last chunk is filled up with them.
        state: the first one.
        inputs: tensors [b t ...].
        size: how many tokens a chunk has.
    """
    batch, tokens = ops.shape(inputs[0])[:2]
    if isinstance(tokens, int) and tokens <= size:
        return step(state, *inputs)
    room = -tokens % size
    count = (tokens + room) // size

    def chunks(x):  # [b t ...] -> [n b l ...]
        rest = tuple(ops.shape(x)[2:])
        x = ops.pad(x, [(0, 0), (0, room), *((0, 0) for _ in rest)], value=0)
        x = ops.reshape(x, (batch, count, size, *rest))
        return ops.transpose(x, 0, 1)

    def next_chunk(carry, xs):
        state, y = step(carry[0], *xs)
        return (state,), (y,)

    (state,), (y,) = ops.scan(next_chunk, (state,), tuple(map(chunks, inputs)))
    y = ops.transpose(y, 0, 1)  # [b n l ...]
    y = ops.reshape(y, (batch, count * size, *ops.shape(y)[3:]))
    return state, y[:, :tokens]


def causal(tokens, *, like):
    """[l l], True where query i attends to key j: j <= i."""
    position = ops.arange(0, tokens, like=like, dtype="int64")
    return ops.unsqueeze(position, 0) <= ops.unsqueeze(position, 1)


def decays(total):
    """exp(total_i - total_j) where j <= i, else 0: [... l] -> [... l l], for sums of decay rates
    up to each token."""
    between = ops.unsqueeze(total, -1) - ops.unsqueeze(total, -2)
    seen = causal(ops.shape(total)[-1], like=total)
    return ops.exp(ops.where(seen, between, float("-inf")))
