"""Normalisation layers."""

from __future__ import annotations

from typing import ClassVar

import torch

from auto_core.initializers import Init


class LayerNorm(torch.nn.LayerNorm):
    inits: ClassVar[dict[str, Init]] = {"weight": "ones", "bias": "zeros"}

    def __init__(self, normalized_shape: int, *, eps: float, bias: bool = True):
        super().__init__(normalized_shape, eps=eps, bias=bias, device="meta")

    def reset_parameters(self) -> None:
        """Nothing: the model gives first values, once for all frameworks."""


class RMSNorm(torch.nn.RMSNorm):
    inits: ClassVar[dict[str, Init]] = {"weight": "ones"}

    def __init__(self, normalized_shape: int, *, eps: float):
        super().__init__(normalized_shape, eps=eps, device="meta")

    def reset_parameters(self) -> None:
        """Nothing: the model gives first values, once for all frameworks."""
