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
    # As an image of height 1: torch's own one-dimensional form knows no channels-last input.
    y = torch.nn.functional.conv2d(
        x.unsqueeze(1).permute(0, 3, 1, 2),
        weight.unsqueeze(2),
        bias,
        (1, stride),
        (0, padding),
        (1, dilation),
        groups,
    )
    return y.permute(0, 2, 3, 1).squeeze(1)


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
