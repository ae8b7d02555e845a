"""Largest and mean values of windows."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from auto_core.windows import Sizes, per_axis
from auto_flax.ops.math import in_float32


def max_pool1d(x: Array, kernel_size: int, *, stride: int, padding: int) -> Array:
    return in_float32(_max_pool, x, kernel_size, stride, padding)


def max_pool2d(x: Array, kernel_size: Sizes, *, stride: Sizes, padding: Sizes) -> Array:
    return in_float32(_max_pool, x, kernel_size, stride, padding)


def avg_pool1d(
    x: Array, kernel_size: int, *, stride: int, padding: int, count_include_pad: bool
) -> Array:
    return in_float32(_avg_pool, x, kernel_size, stride, padding, count_include_pad)


def avg_pool2d(
    x: Array, kernel_size: Sizes, *, stride: Sizes, padding: Sizes, count_include_pad: bool
) -> Array:
    return in_float32(_avg_pool, x, kernel_size, stride, padding, count_include_pad)


def adaptive_avg_pool1d(x: Array, output_size: int) -> Array:
    return in_float32(_adaptive, x, output_size)


def adaptive_avg_pool2d(x: Array, output_size: Sizes) -> Array:
    return in_float32(_adaptive, x, output_size)


def _max_pool(x: Array, kernel: Sizes, stride: Sizes, padding: Sizes) -> Array:
    return _reduced(x, -np.inf, jax.lax.max, kernel, stride, padding)


def _avg_pool(
    x: Array, kernel: Sizes, stride: Sizes, padding: Sizes, count_include_pad: bool
) -> Array:
    total = _reduced(x, 0.0, jax.lax.add, kernel, stride, padding)
    if count_include_pad:
        return total / np.prod(per_axis(kernel, x.ndim - 2))
    ones = jnp.ones((1, *x.shape[1:-1], 1), x.dtype)
    return total / _reduced(ones, 0.0, jax.lax.add, kernel, stride, padding)


def _reduced(
    x: Array, start: float, combine: Any, kernel: Sizes, stride: Sizes, padding: Sizes
) -> Array:
    kernel, stride, padding = (per_axis(value, x.ndim - 2) for value in (kernel, stride, padding))
    widths = ((0, 0), *((p, p) for p in padding), (0, 0))
    return jax.lax.reduce_window(
        x, np.asarray(start, x.dtype), combine, (1, *kernel, 1), (1, *stride, 1), widths
    )


def _adaptive(x: Array, output_size: Sizes) -> Array:
    for axis, length in enumerate(per_axis(output_size, x.ndim - 2), 1):
        size = x.shape[axis]
        ends = [(i * size // length, -(-(i + 1) * size // length)) for i in range(length)]
        parts = (jax.lax.slice_in_dim(x, a, b, axis=axis) for a, b in ends)
        x = jnp.stack([jnp.mean(part, axis) for part in parts], axis)
    return x
