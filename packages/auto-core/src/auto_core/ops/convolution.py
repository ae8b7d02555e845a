"""Convolution with weights that a network computes; layers with their own are in `nn`."""

from __future__ import annotations

import numpy as np

from auto_core.ops.math import in_float32
from auto_core.ops.tensor import Tensor
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
    """Convolution over time: [b t in] by weight [out in/groups k] -> [b u out].

    u = (t + 2 * padding - dilation * (k - 1) - 1) // stride + 1
    """
    return in_float32(_convolve, x, weight, bias, (stride,), (padding,), (dilation,), groups)


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
    """Convolution over an image: [b h w in] by weight [out in/groups kh kw] -> [b y x out].

    Sizes as in `conv1d`, axis by axis.
    """
    steps = (per_axis(sizes, 2) for sizes in (stride, padding, dilation))
    return in_float32(_convolve, x, weight, bias, *steps, groups)


def _convolve(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: tuple[int, ...],
    padding: tuple[int, ...],
    dilation: tuple[int, ...],
    groups: int,
) -> Tensor:
    x = np.pad(x, [(0, 0), *((p, p) for p in padding), (0, 0)])
    batch, *space, inputs = x.shape
    outputs, _, *kernel = weight.shape
    # Where the last window begins.
    last = [
        (n - d * (k - 1) - 1) // s * s
        for n, d, k, s in zip(space, dilation, kernel, stride, strict=True)
    ]
    x = x.reshape(batch, *space, groups, inputs // groups)
    weight = weight.reshape(groups, outputs // groups, inputs // groups, *kernel).astype(x.dtype)
    sizes = [n // s + 1 for n, s in zip(last, stride, strict=True)]
    y = np.zeros((batch, *sizes, groups, outputs // groups), x.dtype)
    for tap in np.ndindex(*kernel):
        starts = [t * d for t, d in zip(tap, dilation, strict=True)]
        seen = (slice(a, a + n + 1, s) for a, n, s in zip(starts, last, stride, strict=True))
        y += np.einsum("...gi,goi->...go", x[:, *seen], weight[:, :, :, *tap])
    y = y.reshape(batch, *sizes, outputs)
    return y if bias is None else y + bias
