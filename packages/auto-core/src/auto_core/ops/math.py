"""Arithmetic, reductions and products. `dim` is an axis or a tuple of axes, from the end too."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from auto_core.ops.tensor import Tensor

Dim = int | Sequence[int]


def widen(x: Tensor) -> Tensor:
    """16-bit floats as float32; anything else as it is."""
    return x.astype(np.float32) if x.dtype.itemsize == 2 and is_floating(x) else x


def is_floating(x: Tensor) -> bool:
    """Whether the elements are floats, ml_dtypes' included."""
    return x.dtype.kind == "f" or x.dtype.name.startswith(("bfloat", "float"))


def in_float32(function: Callable[..., Any], x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """Compute on the widened first argument and round the result back to its dtype."""
    return np.asarray(function(widen(x), *args, **kwargs)).astype(x.dtype, copy=False)


def _axis(dim: Dim) -> Any:
    return dim if isinstance(dim, int) else tuple(dim)


def abs(x: Tensor) -> Tensor:
    """Absolute value."""
    return np.abs(x)


def exp(x: Tensor) -> Tensor:
    """e to the power x."""
    return in_float32(np.exp, x)


def lgamma(x: Tensor) -> Tensor:
    """Logarithm of the absolute value of the gamma function."""
    return in_float32(_lgamma, x)


def log(x: Tensor) -> Tensor:
    """Natural logarithm."""
    return in_float32(np.log, x)


def sqrt(x: Tensor) -> Tensor:
    """Square root."""
    return in_float32(np.sqrt, x)


def rsqrt(x: Tensor) -> Tensor:
    """1 / sqrt(x)."""
    return in_float32(lambda v: 1 / np.sqrt(v), x)


def sin(x: Tensor) -> Tensor:
    """Sine of radians."""
    return in_float32(np.sin, x)


def cos(x: Tensor) -> Tensor:
    """Cosine of radians."""
    return in_float32(np.cos, x)


def atan2(x: Tensor, other: Tensor) -> Tensor:
    """Angle in radians, -pi to pi, of the point whose height is `x` and whose width is `other`."""
    return in_float32(np.arctan2, x, widen(other))


def expm1(x: Tensor) -> Tensor:
    """exp(x) - 1, exact near 0."""
    return in_float32(np.expm1, x)


def log1p(x: Tensor) -> Tensor:
    """log(1 + x), exact near 0."""
    return in_float32(np.log1p, x)


def pow(x: Tensor, exponent: Tensor | float) -> Tensor:
    """`x` to a power, a number or a tensor of its dtype."""
    return in_float32(lambda v: np.power(v, np.asarray(exponent, v.dtype)), x)


def floor(x: Tensor) -> Tensor:
    """The next whole number below, of floats."""
    return np.floor(x)


def ceil(x: Tensor) -> Tensor:
    """The next whole number above, of floats."""
    return np.ceil(x)


def round(x: Tensor) -> Tensor:
    """The nearest whole number, of floats; halves go to the even one."""
    return np.rint(x)


def sign(x: Tensor) -> Tensor:
    """-1, 0 or 1."""
    return np.sign(x)


def isfinite(x: Tensor) -> Tensor:
    """True where neither infinite nor nan."""
    return np.isfinite(x)


def maximum(x: Tensor, other: Tensor) -> Tensor:
    """The larger of two, elementwise."""
    return np.maximum(x, other)


def minimum(x: Tensor, other: Tensor) -> Tensor:
    """The smaller of two, elementwise."""
    return np.minimum(x, other)


def clamp(x: Tensor, *, min: float | None = None, max: float | None = None) -> Tensor:
    """Limit values to [min, max]; None leaves a side open."""
    return np.clip(x, min, max).astype(x.dtype, copy=False)


def sum(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    """Sum over axes; over no element 0."""
    return in_float32(np.sum, x, axis=_axis(dim), keepdims=keepdim)


def mean(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    """Mean over axes."""
    return in_float32(np.mean, x, axis=_axis(dim), keepdims=keepdim)


def amax(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    """Maximum over axes."""
    return np.max(x, axis=_axis(dim), keepdims=keepdim)


def amin(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    """Minimum over axes."""
    return np.min(x, axis=_axis(dim), keepdims=keepdim)


def any(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    """Whether a boolean holds somewhere along axes."""
    return np.any(x, axis=_axis(dim), keepdims=keepdim)


def all(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    """Whether a boolean holds everywhere along axes."""
    return np.all(x, axis=_axis(dim), keepdims=keepdim)


def logsumexp(x: Tensor, dim: int, *, keepdim: bool = False) -> Tensor:
    """Logarithm of the sum of exp(x) along an axis, without overflow; -inf where all are."""
    return in_float32(_logsumexp, x, dim, keepdim)


def argmax(x: Tensor, dim: int) -> Tensor:
    """Index of the first maximum, int64 (int32 in JAX unless 64-bit types are enabled)."""
    return np.argmax(x, axis=dim)


def cumsum(x: Tensor, dim: int) -> Tensor:
    """Running sum along an axis, in the dtype of `x`."""
    return in_float32(np.cumsum, x, axis=dim, dtype=None if is_floating(x) else x.dtype)


def matmul(x: Tensor, other: Tensor) -> Tensor:
    """Matrix product of the last two axes; the others broadcast."""
    return np.matmul(widen(x), widen(other)).astype(x.dtype, copy=False)


def einsum(equation: str, *operands: Tensor) -> Tensor:
    """Sum of products by Einstein's convention: "bqhd,bkhd->bhqk"."""
    result = np.einsum(equation, *map(widen, operands), optimize=True)
    return result.astype(operands[0].dtype, copy=False)


def _softmax(x: Tensor, dim: int) -> Tensor:
    e = np.exp(x - np.max(x, axis=dim, keepdims=True, initial=-np.inf))
    return e / np.sum(e, axis=dim, keepdims=True)


def _log_softmax(x: Tensor, dim: int) -> Tensor:
    x = x - np.max(x, axis=dim, keepdims=True, initial=-np.inf)
    return x - np.log(np.sum(np.exp(x), axis=dim, keepdims=True))


def _logsumexp(x: Tensor, dim: int, keepdim: bool) -> Tensor:
    return np.logaddexp.reduce(x, axis=dim, keepdims=keepdim)


def softmax(x: Tensor, dim: int) -> Tensor:
    """exp(x), scaled to sum 1 along an axis."""
    return in_float32(_softmax, x, dim)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    """Logarithm of softmax, without its underflow."""
    return in_float32(_log_softmax, x, dim)


# NumPy has no gamma function and the standard library's takes one number.
_lgamma_of_one = np.vectorize(math.lgamma, otypes=[np.float64])


def _lgamma(x: Tensor) -> Tensor:
    return _lgamma_of_one(x).astype(x.dtype) if x.size else x
