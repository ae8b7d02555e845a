"""Random numbers inside a network."""

from __future__ import annotations

import torch
from torch import Tensor

from auto_torch.ops.tensor import Shape, torch_dtype


class Random(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()

    def uniform(self, shape: Shape, *, like: Tensor, dtype: str | None = None) -> Tensor:
        floats = torch_dtype(dtype) if dtype else like.dtype
        return torch.rand(tuple(shape), dtype=floats, device=like.device)

    def normal(self, shape: Shape, *, like: Tensor, dtype: str | None = None) -> Tensor:
        floats = torch_dtype(dtype) if dtype else like.dtype
        return torch.randn(tuple(shape), dtype=floats, device=like.device)
