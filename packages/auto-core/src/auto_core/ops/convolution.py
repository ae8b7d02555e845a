"""Convolution with weights that a network computes; layers with their own are in `nn`."""

from __future__ import annotations

import numpy as np

from auto_core.ops.math import in_float32
from auto_core.ops.tensor import Tensor


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
    """Convolution over time: [b t in] by weight [out in/groups k] -> [b u out].

    u = (t + 2 * padding - dilation * (k - 1) - 1) // stride + 1
    """
    return in_float32(_conv1d, x, weight, bias, stride, padding, dilation, groups)


def _conv1d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: int,
    padding: int,
    dilation: int,
    groups: int,
) -> Tensor:
    x = np.pad(x, [(0, 0), (padding, padding), (0, 0)])
    batch, length, inputs = x.shape
    outputs, _, size = weight.shape
    last = (length - dilation * (size - 1) - 1) // stride * stride  # where the last window begins
    x = x.reshape(batch, length, groups, inputs // groups)
    weight = weight.reshape(groups, outputs // groups, inputs // groups, size).astype(x.dtype)
    y = np.zeros((batch, last // stride + 1, groups, outputs // groups), x.dtype)
    for tap in range(size):
        start = tap * dilation
        y += np.einsum("btgi,goi->btgo", x[:, start : start + last + 1 : stride], weight[..., tap])
    y = y.reshape(batch, y.shape[1], outputs)
    return y if bias is None else y + bias
