"""DeBERTa's relative positions: of each pair of tokens, a row of a table of 2 * span rows."""

from __future__ import annotations

import numpy as np

from .. import ops

LONGEST = 1 << 17  # no text has more tokens: attention to them would take 64 GiB a head


def bucket_starts(buckets: int, furthest: int) -> tuple[int, ...]:
    """The smallest distance of each bucket above buckets // 2.

    Distances up to there have a bucket each; from `furthest` - 1 on they are in the last one,
    number buckets - 1, and beyond. Worked out once and in float32, as the models were trained:
    a logarithm in the network would differ between frameworks in its last bit.
    """
    near = buckets // 2
    if furthest - 1 <= near:
        return ()
    distance = np.arange(near + 1, LONGEST)
    ratio = np.concatenate([distance, [furthest - 1]]).astype(np.float32) / np.float32(near)
    log = np.log(ratio)
    bucket = np.ceil(log[:-1] / log[-1] * np.float32(near - 1)).astype(np.int64) + near
    wanted = np.arange(near + 1, buckets + 1)
    start = np.searchsorted(bucket, wanted)
    return tuple(int(distance[i]) for i in start if i < len(distance))


def relative_positions(tokens, *, like, span: int, near: int, starts: tuple[int, ...]):
    """[t t]: for query i and key j the row of i - j, which is offset by `span` and clamped.

    Args:
        like: a tensor on the device wanted.
        near: distances beyond it fall into the buckets that begin at `starts`.
    """
    position = ops.arange(0, tokens, like=like, dtype="int64")
    of_distance = ops.clamp(position, max=near)
    if starts:
        begin = ops.asarray(starts, like=like, dtype="int64")
        reached = ops.cast(ops.unsqueeze(position, 1) >= begin, "int64")
        of_distance = of_distance + ops.sum(reached, 1)
    offset = ops.unsqueeze(position, 1) - ops.unsqueeze(position, 0)
    distance = ops.take(of_distance, ops.abs(offset), 0)
    return ops.clamp(ops.where(offset < 0, -distance, distance) + span, min=0, max=2 * span - 1)
