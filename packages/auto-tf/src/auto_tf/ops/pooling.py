"""Largest and mean values of windows."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from auto_core.windows import Sizes, per_axis
from auto_tf.ops.math import in_float32
from auto_tf.ops.tensor import Tensor, shape


def max_pool1d(x: Tensor, kernel_size: int, *, stride: int, padding: int) -> Tensor:
    return in_float32(_max_pool, x, kernel_size, stride, padding)


def max_pool2d(x: Tensor, kernel_size: Sizes, *, stride: Sizes, padding: Sizes) -> Tensor:
    return in_float32(_max_pool, x, kernel_size, stride, padding)


def avg_pool1d(
    x: Tensor, kernel_size: int, *, stride: int, padding: int, count_include_pad: bool
) -> Tensor:
    return in_float32(_avg_pool, x, kernel_size, stride, padding, count_include_pad)


def avg_pool2d(
    x: Tensor, kernel_size: Sizes, *, stride: Sizes, padding: Sizes, count_include_pad: bool
) -> Tensor:
    return in_float32(_avg_pool, x, kernel_size, stride, padding, count_include_pad)


def adaptive_avg_pool1d(x: Tensor, output_size: int) -> Tensor:
    return in_float32(_adaptive, x, output_size)


def adaptive_avg_pool2d(x: Tensor, output_size: Sizes) -> Tensor:
    return in_float32(_adaptive, x, output_size)


def _max_pool(x: Tensor, kernel: Sizes, stride: Sizes, padding: Sizes) -> Tensor:
    rank = len(x.shape) - 2
    x = _padded(x, padding, x.dtype.min)
    return tf.nn.max_pool(x, per_axis(kernel, rank), per_axis(stride, rank), "VALID")


def _avg_pool(
    x: Tensor, kernel: Sizes, stride: Sizes, padding: Sizes, count_include_pad: bool
) -> Tensor:
    rank = len(x.shape) - 2

    def pooled(x: Tensor) -> Tensor:
        x = _padded(x, padding, 0)
        return tf.nn.avg_pool(x, per_axis(kernel, rank), per_axis(stride, rank), "VALID")

    y = pooled(x)
    if count_include_pad or not any(per_axis(padding, rank)):
        return y
    return y / pooled(tf.ones_like(x[:1]))


def _padded(x: Tensor, padding: Sizes, value: float) -> Tensor:
    margins = per_axis(padding, len(x.shape) - 2)
    if not any(margins):
        return x
    return tf.pad(x, [(0, 0), *((p, p) for p in margins), (0, 0)], constant_values=value)


def _adaptive(x: Tensor, output_size: Sizes) -> Tensor:
    sizes = shape(x)
    for axis, length in enumerate(per_axis(output_size, len(sizes) - 2), 1):
        y = tf.tensordot(x, _shares(sizes[axis], length, x.dtype), [[axis], [1]])
        order = list(range(len(sizes) - 1))
        order.insert(axis, len(order))
        x = tf.transpose(y, order)
    return x


def _shares(size: Any, length: int, dtype: tf.DType) -> Tensor:
    """[length size]: what each element counts in each mean; `size` may be symbolic."""
    size, window = tf.cast(size, tf.int64), tf.range(length, dtype=tf.int64)[:, None]
    start, end = window * size // length, -(-(window + 1) * size // length)
    element = tf.range(size)
    inside = (start <= element) & (element < end)
    return tf.cast(inside, dtype) / tf.cast(end - start, dtype)
