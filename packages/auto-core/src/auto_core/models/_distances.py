"""Buckets of distances between tokens: exact for near ones, growing with the logarithm for far.

Raffel et al., 2020, arXiv:1910.10683, section 2.1. Where a bucket begins is worked out once,
with NumPy, and not by a logarithm in the network: frameworks differ in its last bit, which would
move a distance into the neighbouring bucket.
"""

from __future__ import annotations

import math

import numpy as np

from .. import ops


def bucket_starts(buckets: int, furthest: int) -> tuple[int, ...]:
    """The smallest distance of each bucket but the first: 1, 2, 3, ... and then further apart.

    Args:
        buckets: how many there are; the first half of them holds one distance each.
        furthest: the last bucket begins before this distance.
    """
    near = buckets // 2
    distance = np.arange(furthest + 1)
    far = np.log(np.maximum(distance, near).astype(np.float32) / near)
    far = far / np.float32(math.log(furthest / near)) * (buckets - near)
    bucket = np.where(distance < near, distance, np.minimum(near + far.astype(int), buckets - 1))
    return tuple(int(np.argmax(bucket >= index)) for index in range(1, buckets))


def both_ways(tokens, *, like, buckets: int, furthest: int):
    """Buckets [t t] of the way from each token to each other: later ones have the upper half.

    `like` is a tensor on the device wanted.
    """
    half = buckets // 2
    place = ops.arange(0, tokens, like=like, dtype="int64")
    starts = ops.asarray(bucket_starts(half, furthest), like=like, dtype="int64")
    reached = ops.cast(ops.unsqueeze(place, 1) >= starts, "int64")
    of_distance = ops.sum(reached, 1)  # [t]
    way = ops.unsqueeze(place, 0) - ops.unsqueeze(place, 1)
    return ops.take(of_distance, ops.abs(way), 0) + half * ops.cast(way > 0, "int64")
