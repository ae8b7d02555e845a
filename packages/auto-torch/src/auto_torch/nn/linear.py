"""Linear layers."""

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
        weight = self.weight
        linear = products.linear if products.gains(input, weight) else torch.nn.functional.linear
        return linear(input, weight, self.bias)

    def reset_parameters(self) -> None:
        """Nothing: the model gives first values, once for all frameworks."""
