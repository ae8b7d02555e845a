"""Normalisation layers."""

from __future__ import annotations

import torch


class LayerNorm(torch.nn.LayerNorm):
    inits = {"weight": "ones", "bias": "zeros"}

    def __init__(self, normalized_shape: int, *, eps: float, bias: bool = True):
        super().__init__(normalized_shape, eps=eps, bias=bias, device="meta")

    def reset_parameters(self) -> None:
        """Nothing: the model gives first values, once for all frameworks."""


class RMSNorm(torch.nn.RMSNorm):
    inits = {"weight": "ones"}

    def __init__(self, normalized_shape: int, *, eps: float):
        super().__init__(normalized_shape, eps=eps, device="meta")

    def reset_parameters(self) -> None:
        """Nothing: the model gives first values, once for all frameworks."""
