"""Segment reductions: of all rows with one index at once."""

from __future__ import annotations

from torch import Tensor

from auto_torch.ops.math import in_float32


def segment_sum(x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    return in_float32(_reduced, x, index, num_segments, "sum")


def segment_mean(x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    return in_float32(_reduced, x, index, num_segments, "mean")


def segment_max(x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    return _reduced(x, index, num_segments, "amax")


def segment_min(x: Tensor, index: Tensor, num_segments: int) -> Tensor:
    return _reduced(x, index, num_segments, "amin")


def _reduced(x: Tensor, index: Tensor, num_segments: int, how: str) -> Tensor:
    rows = index.reshape(-1, *(1,) * (x.ndim - 1)).expand_as(x)
    zeros = x.new_zeros((num_segments, *x.shape[1:]))
    return zeros.scatter_reduce(0, rows, x, how, include_self=False)
