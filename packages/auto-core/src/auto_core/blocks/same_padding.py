"""Zeros around feature maps by TensorFlow's rule "SAME": a convolution's result has the size of its
input over the stride, and what is odd is added at the end."""

from __future__ import annotations

from typing import Any

from .. import ops


def pad_same(x, *, size: int, stride: int, dilation: int = 1):
    """Zeros around [b h w d], so that windows of `size` begin at every `stride` of it."""
    reach = (size - 1) * dilation + 1
    widths: list[Any] = [(0, 0)]
    for length in ops.shape(x)[1:3]:
        missing = (-(-length // stride) - 1) * stride + reach - length
        missing = max(missing, 0) if isinstance(length, int) else ops.maximum(missing, 0)
        widths.append((missing // 2, missing - missing // 2))
    return ops.pad(x, [*widths, (0, 0)], value=0.0)
