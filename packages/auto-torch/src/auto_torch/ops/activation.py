"""Elementwise nonlinearities."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional


def erf(x: Tensor) -> Tensor:
    return x.erf()


def relu(x: Tensor) -> Tensor:
    return functional.relu(x)


def sigmoid(x: Tensor) -> Tensor:
    return x.sigmoid()


def tanh(x: Tensor) -> Tensor:
    return torch.tanh(x)


def silu(x: Tensor) -> Tensor:
    return functional.silu(x)


def gelu(x: Tensor, *, approximate: Literal["none", "tanh"]) -> Tensor:
    return functional.gelu(x, approximate=approximate)


def leaky_relu(x: Tensor, *, negative_slope: float) -> Tensor:
    return functional.leaky_relu(x, negative_slope)


def softplus(x: Tensor) -> Tensor:
    return functional.softplus(x)


def elu(x: Tensor, *, alpha: float) -> Tensor:
    return functional.elu(x, alpha)


def selu(x: Tensor) -> Tensor:
    return functional.selu(x)


def mish(x: Tensor) -> Tensor:
    return functional.mish(x)


def hardswish(x: Tensor) -> Tensor:
    return functional.hardswish(x)


def softsign(x: Tensor) -> Tensor:
    return functional.softsign(x)
