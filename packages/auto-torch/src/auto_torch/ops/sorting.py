"""Top k, sorting, scatter and scatter-add."""

from __future__ import annotations

import torch
from torch import Tensor


def topk(x: Tensor, k: int, dim: int) -> tuple[Tensor, Tensor]:
    values, indices = x.topk(k, dim)
    return values, indices


def argsort(x: Tensor, dim: int, *, descending: bool) -> Tensor:
    return torch.argsort(x, dim=dim, descending=descending, stable=True)


def scatter_add(x: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    return x.scatter_add(dim, index, src)


def scatter(x: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    return x.scatter(dim, index, src)
