"""Arithmetic, reductions and products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from auto_torch.ops import products

Dim = int | Sequence[int]


def in_float32(function: Callable[..., Tensor], x: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """For functions that torch lacks, or computes too roughly, in 16-bit floats."""
    narrow = x.dtype in (torch.float16, torch.bfloat16)
    return function(x.float() if narrow else x, *args, **kwargs).to(x.dtype)


def _axis(dim: Dim) -> int | tuple[int, ...]:
    return dim if isinstance(dim, int) else tuple(dim)


def abs(x: Tensor) -> Tensor:
    return x.abs()


def exp(x: Tensor) -> Tensor:
    return x.exp()


def lgamma(x: Tensor) -> Tensor:
    return in_float32(torch.lgamma, x)


def log(x: Tensor) -> Tensor:
    return x.log()


def sqrt(x: Tensor) -> Tensor:
    return x.sqrt()


def rsqrt(x: Tensor) -> Tensor:
    return x.rsqrt()


def sin(x: Tensor) -> Tensor:
    return x.sin()


def cos(x: Tensor) -> Tensor:
    return x.cos()


def atan2(x: Tensor, other: Tensor) -> Tensor:
    return torch.atan2(x, other)


def expm1(x: Tensor) -> Tensor:
    return x.expm1()


def log1p(x: Tensor) -> Tensor:
    return x.log1p()


def pow(x: Tensor, exponent: Tensor | float) -> Tensor:
    return torch.pow(x, exponent)


def floor(x: Tensor) -> Tensor:
    return x.floor()


def ceil(x: Tensor) -> Tensor:
    return x.ceil()


def round(x: Tensor) -> Tensor:
    return x.round()


def sign(x: Tensor) -> Tensor:
    return x.sign()


def isfinite(x: Tensor) -> Tensor:
    return x.isfinite()


def maximum(x: Tensor, other: Tensor) -> Tensor:
    return torch.maximum(x, other)


def minimum(x: Tensor, other: Tensor) -> Tensor:
    return torch.minimum(x, other)


def clamp(x: Tensor, *, min: float | None = None, max: float | None = None) -> Tensor:
    return x.clamp(min=min, max=max)


def sum(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    return x.sum(_axis(dim), keepdim=keepdim)


def mean(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    return x.mean(_axis(dim), keepdim=keepdim)


def amax(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    return x.amax(_axis(dim), keepdim=keepdim)


def amin(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    return x.amin(_axis(dim), keepdim=keepdim)


def any(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    return torch.any(x, _axis(dim), keepdim=keepdim)


def all(x: Tensor, dim: Dim, *, keepdim: bool = False) -> Tensor:
    return torch.all(x, _axis(dim), keepdim=keepdim)


def logsumexp(x: Tensor, dim: int, *, keepdim: bool = False) -> Tensor:
    return x.logsumexp(dim, keepdim=keepdim)


def argmax(x: Tensor, dim: int) -> Tensor:
    return x.argmax(dim)


def cumsum(x: Tensor, dim: int) -> Tensor:
    return x.cumsum(dim, dtype=x.dtype)


def matmul(x: Tensor, other: Tensor) -> Tensor:
    if other.ndim == 2 and products.gains(x, other):
        return products.linear(x, other.t())
    return torch.matmul(x, other)


def einsum(equation: str, *operands: Tensor) -> Tensor:
    return torch.einsum(equation, *operands)


def softmax(x: Tensor, dim: int) -> Tensor:
    return x.softmax(dim)


def log_softmax(x: Tensor, dim: int) -> Tensor:
    return x.log_softmax(dim)
