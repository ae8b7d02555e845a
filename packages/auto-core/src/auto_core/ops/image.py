"""Grid sampling, and rearranging the elements of images. Images are [b h w c]."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from auto_core.ops.math import in_float32, widen
from auto_core.ops.tensor import Tensor

SamplingMode = Literal["bilinear", "nearest"]
PaddingMode = Literal["zeros", "border", "reflection"]
Pair = int | Sequence[int]


def grid_sample(
    x: Tensor,
    grid: Tensor,
    *,
    mode: SamplingMode,
    padding_mode: PaddingMode,
    align_corners: bool,
) -> Tensor:
    """Bilinear or nearest sampling of images at positions between their elements, as torch's.

    Args:
        x: [b h w c]
        grid: [b p q 2], positions as (x, y); -1 is the left or upper border, 1 the other one.
        mode: "nearest" takes one element; of two as near, that with the even index.
        padding_mode: what lies outside: zeros, the nearest element, or the image mirrored.
        align_corners: whether the borders are the centres of the outermost elements (True) or
            their outer edges.

    Returns:
        [b p q c], in the dtype of `x`.
    """
    return in_float32(_sampled, x, widen(grid), mode, padding_mode, align_corners)


def _sampled(x: Tensor, grid: Tensor, mode: str, padding_mode: str, align_corners: bool) -> Tensor:
    width, height = x.shape[2], x.shape[1]
    across, down = (
        _taps(grid[..., axis], size, mode, padding_mode, align_corners)
        for axis, size in ((0, width), (1, height))
    )
    images = np.arange(x.shape[0])[:, None, None]
    result = np.zeros((*grid.shape[:3], x.shape[3]), x.dtype)
    for row, share_of_row in down:
        for column, share in across:
            result += x[images, row, column] * (share_of_row * share)[..., None].astype(x.dtype)
    return result


def _taps(
    position: Tensor, size: int, mode: str, padding_mode: str, align_corners: bool
) -> list[tuple[Tensor, Tensor]]:
    """The indices along an axis that positions lie between, and the share of each."""
    last = size - 1
    position = (position + 1) / 2 * last if align_corners else ((position + 1) * size - 1) / 2
    if padding_mode == "reflection":
        position = (
            _reflected(position, 0, last)
            if align_corners
            else _reflected(position, -0.5, last + 0.5)
        )
    if padding_mode != "zeros":
        position = np.clip(position, 0, last)
    if mode == "nearest":
        taps = [(np.rint(position), np.ones_like(position))]
    else:
        low = np.floor(position)
        taps = [(low, 1 - (position - low)), (low + 1, position - low)]
    return [
        (np.clip(index, 0, last).astype(np.int64), np.where((index >= 0) & (index <= last), w, 0))
        for index, w in taps
    ]


def _reflected(position: Tensor, low: float, high: float) -> Tensor:
    """Positions folded into [low, high] as between two mirrors."""
    span = high - low
    if span == 0:
        return np.zeros_like(position)
    folded = np.mod(position - low, 2 * span)
    return low + np.minimum(folded, 2 * span - folded)


def pixel_shuffle(x: Tensor, factor: int) -> Tensor:
    """[b h w c*factor*factor] -> [b h*factor w*factor c] (Shi et al., arXiv:1609.05158).

    The channels of `x` count c first, then rows, then columns of each block.
    """
    b, h, w, c = x.shape
    blocks = x.reshape(b, h, w, c // factor**2, factor, factor).transpose(0, 1, 4, 2, 5, 3)
    return blocks.reshape(b, h * factor, w * factor, c // factor**2)


def unfold(x: Tensor, kernel_size: Pair, *, stride: Pair, padding: Pair, dilation: Pair) -> Tensor:
    """The patches that a convolution looks at, row by row.

    Args:
        x: [b h w c]
        kernel_size, stride, padding, dilation: the convolution's; one number or (h, w).

    Returns:
        [b patches c*kh*kw]; a patch counts c first, then rows, then columns.
    """
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = map(pair, (kernel_size, stride, padding, dilation))
    x = np.pad(x, ((0, 0), (ph, ph), (pw, pw), (0, 0)))
    b, h, w, c = x.shape
    rows, columns = (h - dh * (kh - 1) - 1) // sh + 1, (w - dw * (kw - 1) - 1) // sw + 1
    parts = [
        x[:, i * dh :: sh, j * dw :: sw][:, :rows, :columns] for i in range(kh) for j in range(kw)
    ]
    return np.stack(parts, -1).reshape(b, rows * columns, c * kh * kw)


def pair(x: Pair) -> tuple[int, int]:
    """(h, w) of an option that may be one number for both."""
    return (x, x) if isinstance(x, int) else (x[0], x[1])
