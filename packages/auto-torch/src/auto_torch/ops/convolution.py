"""Convolution with weights that a network computes; layers with their own are in `nn`."""

from __future__ import annotations

import torch
from torch import Tensor

from auto_core.windows import Sizes, per_axis


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


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: Sizes,
    padding: Sizes,
    dilation: Sizes,
    groups: int,
) -> Tensor:
    y = torch.nn.functional.conv2d(
        x.permute(0, 3, 1, 2),
        weight,
        bias,
        per_axis(stride, 2),
        per_axis(padding, 2),
        per_axis(dilation, 2),
        groups,
    )
    return y.permute(0, 2, 3, 1)
