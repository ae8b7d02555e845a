"""Normalisation layers."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor

from auto_core.initializers import Init
from auto_torch.tracing import lacks_operators


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

    def forward(self, x: Tensor) -> Tensor:
        if lacks_operators():
            wide = x.float()
            size = torch.rsqrt((wide * wide).mean(-1, keepdim=True) + (self.eps or 0.0))
            return (wide * size * self.weight).type_as(x)
        return super().forward(x)

    def reset_parameters(self) -> None:
        """Nothing: the model gives first values, once for all frameworks."""


class _BatchNorm:
    """First base of torch's own layers: the contract's constructor, and channels-last inputs."""

    inits: ClassVar[dict[str, Init]] = {
        "weight": "ones",
        "bias": "zeros",
        "running_mean": "zeros",
        "running_var": "ones",
        "num_batches_tracked": "zeros",
    }

    def __init__(self, num_features: int, *, eps: float, momentum: float, affine: bool = True):
        super().__init__(num_features, eps=eps, momentum=momentum, affine=affine, device="meta")  # type: ignore[call-arg]

    def reset_parameters(self) -> None:
        """Nothing: the model gives first values, once for all frameworks."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.movedim(-1, 1)).movedim(1, -1)  # type: ignore[misc]


class BatchNorm1d(_BatchNorm, torch.nn.BatchNorm1d):
    pass


class BatchNorm2d(_BatchNorm, torch.nn.BatchNorm2d):
    pass


class GroupNorm(torch.nn.GroupNorm):
    inits: ClassVar[dict[str, Init]] = {"weight": "ones", "bias": "zeros"}

    def __init__(self, num_groups: int, num_channels: int, *, eps: float, affine: bool = True):
        super().__init__(num_groups, num_channels, eps=eps, affine=affine, device="meta")

    def reset_parameters(self) -> None:
        """Nothing: the model gives first values, once for all frameworks."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.movedim(-1, 1)).movedim(1, -1)
