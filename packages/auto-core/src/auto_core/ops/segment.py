"""Segment reductions: of all rows with one index at once.

`x` is [n ...], `index` [n], integers from 0 to num_segments - 1 in any order, and the result
[num_segments ...] in the dtype of `x`. A group without rows gives 0.
"""

from __future__ import annotations

import numpy as np

from auto_core.ops.math import in_float32
from auto_core.ops.tensor import Tensor


def segment_sum(x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    """The sum of each group."""
    return in_float32(_sum, x, index, num_segments)


def segment_mean(x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    """The mean of each group."""
    return in_float32(_mean, x, index, num_segments)


def segment_max(x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    """The largest of each group."""
    return _extreme(np.maximum, x, index, num_segments)


def segment_min(x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    """The smallest of each group."""
    return _extreme(np.minimum, x, index, num_segments)


def _sum(x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    result = np.zeros((num_segments, *x.shape[1:]), x.dtype)
    np.add.at(result, index, x)
    return result


def _mean(x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    count = np.maximum(np.bincount(index, minlength=num_segments), 1)
    return _sum(x, index, num_segments) / count.reshape(-1, *(1,) * (x.ndim - 1)).astype(x.dtype)


def _extreme(which: np.ufunc, x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    result = np.zeros((num_segments, *x.shape[1:]), x.dtype)
    result[index] = x  # any row of a group to begin with
    which.at(result, index, x)
    return result
