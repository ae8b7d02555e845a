"""Elementwise nonlinearities."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from auto_core.ops.math import in_float32
from auto_core.ops.tensor import Tensor


def erf(x: Tensor) -> Tensor:
    """The error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x."""
    return in_float32(_erf, x)


def relu(x: Tensor) -> Tensor:
    """max(x, 0)."""
    return np.maximum(x, np.zeros((), x.dtype))


def sigmoid(x: Tensor) -> Tensor:
    """1 / (1 + exp(-x))."""
    return in_float32(_sigmoid, x)


def tanh(x: Tensor) -> Tensor:
    """Hyperbolic tangent."""
    return in_float32(np.tanh, x)


def silu(x: Tensor) -> Tensor:
    """x * sigmoid(x), also called swish."""
    return in_float32(lambda v: v * _sigmoid(v), x)


def gelu(x: Tensor, *, approximate: Literal["none", "tanh"]) -> Tensor:
    """x times the normal distribution function of x (Hendrycks & Gimpel, arXiv:1606.08415).

    "none" is exact (erf); "tanh" is the paper's approximation. Frameworks default differently,
    so the form is always named.
    """
    return in_float32(_gelu_tanh if approximate == "tanh" else _gelu, x)


def leaky_relu(x: Tensor, *, negative_slope: float) -> Tensor:
    """x where positive, else negative_slope * x."""
    return in_float32(lambda v: np.where(v > 0, v, negative_slope * v), x)


def softplus(x: Tensor) -> Tensor:
    """log(1 + exp(x))."""
    return in_float32(lambda v: np.logaddexp(v, np.zeros((), v.dtype)), x)


def _sigmoid(x: Tensor) -> Tensor:
    return np.exp(-np.logaddexp(np.zeros((), x.dtype), -x))  # no overflow on either side


def _gelu_tanh(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def _gelu(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + _erf(x / math.sqrt(2)))


# NumPy has no erf and the standard library's takes one number: exact, and slow on big arrays.
_erf_of_one = np.vectorize(math.erf, otypes=[np.float64])


def _erf(x: Tensor) -> Tensor:
    return _erf_of_one(x).astype(x.dtype) if x.size else x
