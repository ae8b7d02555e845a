"""Arithmetic, reductions and products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from auto_tf.ops.tensor import Tensor

Dim = int | Sequence[int]

_NARROW = (tf.float16, tf.bfloat16)


def widen(x: Tensor) -> Tensor:
    """16-bit floats as float32; anything else as it is."""
    return tf.cast(x, tf.float32) if x.dtype in _NARROW else x


def in_float32(function: Callable[..., Tensor], x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """Compute on the widened first argument and round the result back to its dtype."""
    if x.dtype in _NARROW:
        return tf.cast(function(tf.cast(x, tf.float32), *args, **kwargs), x.dtype)
    return function(x, *args, **kwargs)


def abs(x: Tensor) -> Tensor:
    # TFLite has none of integers.
    return tf.maximum(x, -x) if x.dtype in (tf.int32, tf.int64) else tf.abs(x)


def exp(x: Tensor) -> Tensor:
    return in_float32(tf.exp, x)


def lgamma(x: Tensor) -> Tensor:
    return in_float32(tf.math.lgamma, x)


def log(x: Tensor) -> Tensor:
    return in_float32(tf.math.log, x)


def sqrt(x: Tensor) -> Tensor:
    return in_float32(tf.sqrt, x)


def rsqrt(x: Tensor) -> Tensor:
    return in_float32(tf.math.rsqrt, x)


def sin(x: Tensor) -> Tensor:
    return in_float32(tf.sin, x)


def cos(x: Tensor) -> Tensor:
    return in_float32(tf.cos, x)


def atan2(x: Tensor, other: Tensor) -> Tensor:
    return in_float32(tf.math.atan2, x, widen(other))


def expm1(x: Tensor) -> Tensor:
    return in_float32(tf.math.expm1, x)


def log1p(x: Tensor) -> Tensor:
    return in_float32(tf.math.log1p, x)


def pow(x: Tensor, exponent: Tensor | float) -> Tensor:
    return in_float32(lambda v: tf.pow(v, tf.cast(exponent, v.dtype)), x)


def floor(x: Tensor) -> Tensor:
    return tf.floor(x)


def ceil(x: Tensor) -> Tensor:
    return tf.math.ceil(x)


def round(x: Tensor) -> Tensor:
    return tf.round(x)


def sign(x: Tensor) -> Tensor:
    return tf.sign(x)


def isfinite(x: Tensor) -> Tensor:
    return tf.math.is_finite(x)


def maximum(x: Tensor, other: Tensor) -> Tensor:
    return tf.maximum(x, other)


def minimum(x: Tensor, other: Tensor) -> Tensor:
    return tf.minimum(x, other)


def clamp(x: Tensor, *, min: float | None = None, max: float | None = None) -> Tensor:
    if min is not None:
        x = tf.maximum(x, tf.cast(min, x.dtype))
    return x if max is None else tf.minimum(x, tf.cast(max, x.dtype))


def sum(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    if x.dtype == tf.bool:
        return tf.reduce_any(x, dim, keepdim)
    return in_float32(tf.reduce_sum, x, dim, keepdims=keepdim)


def mean(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    return in_float32(tf.reduce_mean, x, dim, keepdims=keepdim)


def amax(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    return tf.reduce_max(x, dim, keepdim)


def amin(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    return tf.reduce_min(x, dim, keepdim)


def any(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    return tf.reduce_any(x, dim, keepdim)


def all(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    return tf.reduce_all(x, dim, keepdim)


def logsumexp(x: Tensor, dim: int, *, keepdim: bool = False) -> Tensor:
    return in_float32(tf.reduce_logsumexp, x, dim, keepdims=keepdim)


def argmax(x: Tensor, dim: int) -> Tensor:
    return tf.argmax(x, dim, tf.int64)


def cumsum(x: Tensor, dim: int) -> Tensor:
    return in_float32(tf.cumsum, x, dim)


def matmul(x: Tensor, other: Tensor) -> Tensor:
    return tf.matmul(x, other)


def einsum(equation: str, *operands: Tensor) -> Tensor:
    return tf.einsum(equation, *operands)


def softmax(x: Tensor, dim: int) -> Tensor:
    return in_float32(tf.nn.softmax, x, dim)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    return in_float32(tf.nn.log_softmax, x, dim)
