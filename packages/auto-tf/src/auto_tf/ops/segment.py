"""Segment reductions: of all rows with one index at once."""

from __future__ import annotations

from collections.abc import Callable

import tensorflow as tf

from auto_tf.ops.math import in_float32
from auto_tf.ops.tensor import Tensor


def segment_sum(x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    return in_float32(tf.math.unsorted_segment_sum, x, index, num_segments)


def segment_mean(x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    return in_float32(tf.math.unsorted_segment_mean, x, index, num_segments)


def segment_max(x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    return _extreme(tf.math.unsorted_segment_max, x, index, num_segments)


def segment_min(x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    return _extreme(tf.math.unsorted_segment_min, x, index, num_segments)


def _extreme(reduce: Callable[..., Tensor], x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    # An empty group would give the lowest or the highest number.
    rows = tf.math.unsorted_segment_sum(tf.ones_like(index), index, num_segments)
    result = reduce(x, index, num_segments)
    filled = tf.reshape(rows > 0, [-1] + [1] * (len(x.shape) - 1))
    return tf.where(filled, result, tf.zeros_like(result))
