"""Largest and mean values of windows. Sequences are [b t c], images [b h w c]."""

from __future__ import annotations

import numpy as np

from auto_core.ops.math import in_float32
from auto_core.ops.tensor import Tensor
from auto_core.windows import Sizes, per_axis


def max_pool1d(x: Tensor, kernel_size: int, *, stride: int, padding: int) -> Tensor:
    """The largest of each window of a sequence; what is padded is never the largest."""
    return in_float32(_max_pool, x, kernel_size, stride, padding)


def max_pool2d(x: Tensor, kernel_size: Sizes, *, stride: Sizes, padding: Sizes) -> Tensor:
    """The largest of each window of an image; what is padded is never the largest."""
    return in_float32(_max_pool, x, kernel_size, stride, padding)


def avg_pool1d(
    x: Tensor, kernel_size: int, *, stride: int, padding: int, count_include_pad: bool
) -> Tensor:
    """The mean of each window of a sequence, over padded zeros too if `count_include_pad`."""
    return in_float32(_avg_pool, x, kernel_size, stride, padding, count_include_pad)


def avg_pool2d(
    x: Tensor, kernel_size: Sizes, *, stride: Sizes, padding: Sizes, count_include_pad: bool
) -> Tensor:
    """The mean of each window of an image, over padded zeros too if `count_include_pad`."""
    return in_float32(_avg_pool, x, kernel_size, stride, padding, count_include_pad)


def adaptive_avg_pool1d(x: Tensor, output_size: int) -> Tensor:
    """Means of `output_size` windows that cover a sequence; see `adaptive_avg_pool2d`."""
    return in_float32(_adaptive, x, output_size)


def adaptive_avg_pool2d(x: Tensor, output_size: Sizes) -> Tensor:
    """Means of windows that cover an image, `output_size` of them along each axis.

    Window i of o along an axis of length n is from floor(i n / o) to ceil((i + 1) n / o).
    """
    return in_float32(_adaptive, x, output_size)


def _windows(x: Tensor, kernel: Sizes, stride: Sizes, padding: Sizes, value: float) -> Tensor:
    """[b positions... c window...]"""
    rank = x.ndim - 2
    widths = [(0, 0), *((p, p) for p in per_axis(padding, rank)), (0, 0)]
    x = np.pad(x, widths, constant_values=value)
    axes = tuple(range(1, rank + 1))
    windows = np.lib.stride_tricks.sliding_window_view(x, per_axis(kernel, rank), axes)
    return windows[:, *(slice(None, None, step) for step in per_axis(stride, rank))]


def _max_pool(x: Tensor, kernel: Sizes, stride: Sizes, padding: Sizes) -> Tensor:
    windows = _windows(x, kernel, stride, padding, -np.inf)
    return np.max(windows, axis=tuple(range(x.ndim, windows.ndim)))


def _avg_pool(
    x: Tensor, kernel: Sizes, stride: Sizes, padding: Sizes, count_include_pad: bool
) -> Tensor:
    windows = _windows(x, kernel, stride, padding, 0)
    inside = tuple(range(x.ndim, windows.ndim))
    if count_include_pad:
        return np.mean(windows, axis=inside)
    counted = _windows(np.ones_like(x), kernel, stride, padding, 0)
    return np.sum(windows, axis=inside) / np.sum(counted, axis=inside)


def _adaptive(x: Tensor, output_size: Sizes) -> Tensor:
    for axis, length in enumerate(per_axis(output_size, x.ndim - 2), 1):
        size = x.shape[axis]
        ends = [(i * size // length, -(-(i + 1) * size // length)) for i in range(length)]
        means = [np.mean(x.take(range(a, b), axis), axis=axis) for a, b in ends]
        x = np.stack(means, axis=axis)
    return x
