"""Affine maps."""

from __future__ import annotations

from typing import ClassVar

import torch

from auto_core.initializers import Init
from auto_torch.ops import products


class Linear(torch.nn.Linear):
    inits: ClassVar[dict[str, Init]] = {"weight": "normal", "bias": "zeros"}

    def __init__(self, in_features: int, out_features: int, bias: bool = True):
        super().__init__(in_features, out_features, bias, device="meta")

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        if products.gains(input, self.weight):
            return products.linear(input, self.weight, self.bias)
        return torch.nn.functional.linear(input, self.weight, self.bias)

    def reset_parameters(self) -> None:
        """Nothing: the model gives first values, once for all frameworks."""
