"""Relative distances in buckets: near ones have their own, far ones share (T5's positions)."""

from __future__ import annotations

import math

import numpy as np

from .. import ops


def distance_buckets(buckets: int, most: int) -> tuple[int, ...]:
    """The bucket of each distance from 0 to `most`, from where on all are in the last one.

    Half of the buckets hold one distance each, the others ever more: log-spaced up to `most`.
    Computed in float32, as the models were trained with: at some borders it decides.
    """
    exact = buckets // 2
    # If `most` is among the distances with a bucket each, the others count down from there.
    last = most if most > exact else exact * exact // most + 1
    near = np.arange(last + 1)
    distance = np.maximum(near, 1).astype(np.float32)
    growth = np.log(distance / np.float32(exact)) / np.float32(math.log(most / exact) or math.inf)
    far = exact + (growth * np.float32(buckets - exact)).astype(np.int64)
    return tuple(np.where(near < exact, near, np.clip(far, 0, buckets - 1)).tolist())


def relative_buckets(table: tuple[int, ...], start, queries, keys, *, ahead: int | None, like):
    """[q k]: the bucket of key j for query i, which stands at position start + i.

    Args:
        table: of `distance_buckets`.
        ahead: the first of a second set of buckets, for keys after the query; None: those count
            as distance 0, because these are masked.
    """
    position = ops.unsqueeze(ops.arange(0, queries, like=like, dtype="int64") + start, 1)
    offset = ops.unsqueeze(ops.arange(0, keys, like=like, dtype="int64"), 0) - position
    return buckets_of(table, offset, ahead=ahead)


def buckets_of(table: tuple[int, ...], offset, *, ahead: int | None):
    """The bucket of each offset [...], how far a key stands behind its query; as above."""
    distance = ops.clamp(-offset, min=0) if ahead is None else ops.abs(offset)
    distance = ops.clamp(distance, max=len(table) - 1)
    bucket = ops.take(ops.asarray(table, like=offset, dtype="int64"), distance, 0)
    return bucket if ahead is None else ops.where(offset > 0, bucket + ahead, bucket)
