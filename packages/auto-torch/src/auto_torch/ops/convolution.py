"""Convolution with weights that a network computes; layers with their own are in `nn`."""

from __future__ import annotations

import torch
from torch import Tensor


def conv1d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: int,
    padding: int,
    dilation: int,
    groups: int,
) -> Tensor:
    y = torch.nn.functional.conv1d(
        x.transpose(1, 2), weight, bias, stride, padding, dilation, groups
    )
    return y.transpose(1, 2)
