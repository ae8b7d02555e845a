"""Elementwise nonlinearities."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from auto_core.ops.math import in_float32
from auto_core.ops.tensor import Tensor

SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


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


def elu(x: Tensor, *, alpha: float) -> Tensor:
    """x where positive, else alpha * (exp(x) - 1) (Clevert et al., arXiv:1511.07289)."""
    return in_float32(_elu, x, alpha)


def selu(x: Tensor) -> Tensor:
    """elu, scaled to keep mean 0 and variance 1 (Klambauer et al., arXiv:1706.02515)."""
    return in_float32(lambda v: SELU_SCALE * _elu(v, SELU_ALPHA), x)


def mish(x: Tensor) -> Tensor:
    """x * tanh(softplus(x)) (Misra, arXiv:1908.08681)."""
    return in_float32(lambda v: v * np.tanh(np.logaddexp(v, np.zeros((), v.dtype))), x)


def hardswish(x: Tensor) -> Tensor:
    """x * clamp(x + 3, 0, 6) / 6 (Howard et al., arXiv:1905.02244)."""
    return in_float32(lambda v: v * np.clip(v + 3, 0, 6) / 6, x)


def softsign(x: Tensor) -> Tensor:
    """x / (1 + |x|)."""
    return in_float32(lambda v: v / (1 + np.abs(v)), x)


def _sigmoid(x: Tensor) -> Tensor:
    return np.exp(-np.logaddexp(np.zeros((), x.dtype), -x))  # no overflow on either side


def _gelu_tanh(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def _gelu(x: Tensor) -> Tensor:
    return 0.5 * x * (1 + _erf(x / math.sqrt(2)))


def _elu(x: Tensor, alpha: float) -> Tensor:
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


# NumPy has no erf and the standard library's takes one number: exact, and slow on big arrays.
_erf_of_one = np.vectorize(math.erf, otypes=[np.float64])


def _erf(x: Tensor) -> Tensor:
    return _erf_of_one(x).astype(x.dtype) if x.size else x
