"""Dropout of elements and of whole samples."""

import torch
from torch import Tensor

Dropout = torch.nn.Dropout


class DropPath(torch.nn.Dropout):
    def __init__(self, p: float):
        super().__init__(p)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return x
        return x * super().forward(x.new_ones((x.shape[0], *(1,) * (x.ndim - 1))))
