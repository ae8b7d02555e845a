"""Largest and mean values of windows."""

from __future__ import annotations

from typing import Any

from torch import Tensor
from torch.nn import functional

from auto_core.windows import Sizes, per_axis


def max_pool1d(x: Tensor, kernel_size: int, *, stride: int, padding: int) -> Tensor:
    return functional.max_pool1d(x.transpose(1, 2), kernel_size, stride, padding).transpose(1, 2)


def max_pool2d(x: Tensor, kernel_size: Sizes, *, stride: Sizes, padding: Sizes) -> Tensor:
    kernel, steps, margins = (per_axis(value, 2) for value in (kernel_size, stride, padding))
    y = functional.max_pool2d(x.permute(0, 3, 1, 2), kernel, steps, margins)
    return y.permute(0, 2, 3, 1)


def avg_pool1d(
    x: Tensor, kernel_size: int, *, stride: int, padding: int, count_include_pad: bool
) -> Tensor:
    y = functional.avg_pool1d(
        x.transpose(1, 2), kernel_size, stride, padding, count_include_pad=count_include_pad
    )
    return y.transpose(1, 2)


def avg_pool2d(
    x: Tensor, kernel_size: Sizes, *, stride: Sizes, padding: Sizes, count_include_pad: bool
) -> Tensor:
    kernel, steps, margins = (per_axis(value, 2) for value in (kernel_size, stride, padding))
    y = functional.avg_pool2d(
        x.permute(0, 3, 1, 2), kernel, steps, margins, count_include_pad=count_include_pad
    )
    return y.permute(0, 2, 3, 1)


def adaptive_avg_pool1d(x: Tensor, output_size: int) -> Tensor:
    return functional.adaptive_avg_pool1d(x.transpose(1, 2), output_size).transpose(1, 2)


def adaptive_avg_pool2d(x: Tensor, output_size: Sizes) -> Tensor:
    sizes: Any = per_axis(output_size, 2)
    return functional.adaptive_avg_pool2d(x.permute(0, 3, 1, 2), sizes).permute(0, 2, 3, 1)
