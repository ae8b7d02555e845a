"""Resizing images and sequences. Sizes may be symbolic: the weights are computed in the graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from auto_core.ops.resize import Mode
from auto_tf.ops.math import in_float32
from auto_tf.ops.tensor import Tensor, shape


def interpolate(
    x: Tensor,
    size: int | Sequence[int],
    *,
    mode: Mode,
    align_corners: bool,
    antialias: bool = False,
) -> Tensor:
    for axis, new in enumerate(size if isinstance(size, list | tuple) else [size], start=1):
        old = shape(x)[axis]
        if mode == "nearest":
            x = tf.gather(x, _nearest_indices(old, new), axis=axis)
        else:
            weights = _weights(old, new, mode == "bicubic", align_corners, antialias)
            x = in_float32(_along, x, weights, axis)
    return x


def _along(x: Tensor, weights: Tensor, axis: int) -> Tensor:
    order = list(range(len(x.shape)))
    order.insert(axis, order.pop(0))  # tensordot puts the new axis first
    return tf.transpose(tf.tensordot(tf.cast(weights, x.dtype), x, [[1], [axis]]), order)


def _nearest_indices(old: Any, new: Any) -> Tensor:
    """[new], the element that each one of the result is. In float32, whose rounding decides."""
    old, new = tf.cast(old, tf.float32), tf.cast(new, tf.float32)
    indices = tf.floor(tf.range(new) * (old / tf.maximum(new, 1.0)))
    return tf.cast(tf.minimum(indices, old - 1), tf.int64)


def _weights(old: Any, new: Any, cubic: bool, align_corners: bool, antialias: bool) -> Tensor:
    """[new old], float64: how much of each element each one of the result gets."""
    old, new = tf.cast(old, tf.float64), tf.cast(new, tf.float64)
    step = (old - 1) / tf.maximum(new - 1, 1) if align_corners else old / tf.maximum(new, 1)
    target, source = tf.range(new)[:, None], tf.range(old)  # [new 1], [old]
    if antialias:
        widened = tf.maximum(step, 1)
        centre = step * (target + 0.5)
        reach = widened * (2 if cubic else 1)
        first, end = tf.floor(centre - reach + 0.5), tf.floor(centre + reach + 0.5)
        weights = _kernel((source - centre + 0.5) / widened, cubic, -0.5)
        inside = (source >= first) & (source < end)
        weights = tf.where(inside, weights, tf.zeros_like(weights))
        return weights / tf.reduce_sum(weights, 1, keepdims=True)
    centre = step * target if align_corners else step * (target + 0.5) - 0.5
    weights = tf.zeros((), tf.float64)
    for offset in range(-1, 3) if cubic else range(2):
        tap = tf.floor(centre) + offset  # beyond the border is the border's element
        here = tf.equal(tf.clip_by_value(tap, 0, old - 1), source)
        weights += tf.cast(here, tf.float64) * _kernel(centre - tap, cubic, -0.75)
    return weights


def _kernel(distance: Tensor, cubic: bool, a: float) -> Tensor:
    """Weight at a distance: a triangle of half width 1, or Keys' cubic of half width 2."""
    d = tf.abs(distance)
    if not cubic:
        return tf.maximum(1 - d, 0)
    near = ((a + 2) * d - (a + 3)) * d * d + 1
    far = (((d - 5) * d + 8) * d - 4) * a
    return tf.where(d <= 1, near, tf.where(d < 2, far, tf.zeros_like(d)))
