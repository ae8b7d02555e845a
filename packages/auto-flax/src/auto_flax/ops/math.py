"""Arithmetic, reductions and products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import jax.scipy
from jax import Array

Dim = int | Sequence[int]


def widen(x: Array) -> Array:
    """16-bit floats as float32; anything else as it is."""
    return x.astype(jnp.float32) if x.dtype.itemsize == 2 and is_floating(x) else x


def is_floating(x: Array) -> bool:
    """Whether the elements are floats."""
    return jnp.issubdtype(x.dtype, jnp.floating)


def in_float32(function: Callable[..., Array], x: Array, *args: Any, **kwargs: Any) -> Array:
    """Compute on the widened first argument and round the result back to its dtype."""
    return function(widen(x), *args, **kwargs).astype(x.dtype)


def _axis(dim: Dim) -> int | tuple[int, ...]:
    return dim if isinstance(dim, int) else tuple(dim)


def abs(x: Array) -> Array:
    return jnp.abs(x)


def exp(x: Array) -> Array:
    return in_float32(jnp.exp, x)


def lgamma(x: Array) -> Array:
    return in_float32(jax.scipy.special.gammaln, x)


def log(x: Array) -> Array:
    return in_float32(jnp.log, x)


def sqrt(x: Array) -> Array:
    return in_float32(jnp.sqrt, x)


def rsqrt(x: Array) -> Array:
    return in_float32(jax.lax.rsqrt, x)


def sin(x: Array) -> Array:
    return in_float32(jnp.sin, x)


def cos(x: Array) -> Array:
    return in_float32(jnp.cos, x)


def atan2(x: Array, other: Array) -> Array:
    return in_float32(jnp.arctan2, x, widen(other))


def expm1(x: Array) -> Array:
    return in_float32(jnp.expm1, x)


def log1p(x: Array) -> Array:
    return in_float32(jnp.log1p, x)


def pow(x: Array, exponent: Array | float) -> Array:
    return in_float32(lambda v: jnp.power(v, jnp.asarray(exponent, v.dtype)), x)


def floor(x: Array) -> Array:
    return jnp.floor(x)


def ceil(x: Array) -> Array:
    return jnp.ceil(x)


def round(x: Array) -> Array:
    return jnp.round(x)


def sign(x: Array) -> Array:
    return jnp.sign(x)


def isfinite(x: Array) -> Array:
    return jnp.isfinite(x)


def maximum(x: Array, other: Array) -> Array:
    return jnp.maximum(x, other)


def minimum(x: Array, other: Array) -> Array:
    return jnp.minimum(x, other)


def clamp(x: Array, *, min: float | None = None, max: float | None = None) -> Array:
    return jnp.clip(x, min, max).astype(x.dtype)


def sum(x: Array, dim: Dim, *, keepdim: bool = False) -> Array:
    return in_float32(jnp.sum, x, axis=_axis(dim), keepdims=keepdim)


def mean(x: Array, dim: Dim, *, keepdim: bool = False) -> Array:
    return in_float32(jnp.mean, x, axis=_axis(dim), keepdims=keepdim)


def amax(x: Array, dim: Dim, *, keepdim: bool = False) -> Array:
    return jnp.max(x, axis=_axis(dim), keepdims=keepdim)


def amin(x: Array, dim: Dim, *, keepdim: bool = False) -> Array:
    return jnp.min(x, axis=_axis(dim), keepdims=keepdim)


def any(x: Array, dim: Dim, *, keepdim: bool = False) -> Array:
    return jnp.any(x, axis=_axis(dim), keepdims=keepdim)


def all(x: Array, dim: Dim, *, keepdim: bool = False) -> Array:
    return jnp.all(x, axis=_axis(dim), keepdims=keepdim)


def logsumexp(x: Array, dim: int, *, keepdim: bool = False) -> Array:
    return in_float32(jax.nn.logsumexp, x, axis=dim, keepdims=keepdim)


def argmax(x: Array, dim: int) -> Array:
    return jnp.argmax(x, axis=dim)


def cumsum(x: Array, dim: int) -> Array:
    return in_float32(jnp.cumsum, x, axis=dim)


def matmul(x: Array, other: Array) -> Array:
    return jnp.matmul(x, other)


def einsum(equation: str, *operands: Array) -> Array:
    return jnp.einsum(equation, *operands)


def softmax(x: Array, dim: int) -> Array:
    return in_float32(jax.nn.softmax, x, axis=dim)


def log_softmax(x: Array, dim: int) -> Array:
    return in_float32(jax.nn.log_softmax, x, axis=dim)
