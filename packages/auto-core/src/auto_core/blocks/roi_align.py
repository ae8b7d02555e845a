"""The part of an image within a box, brought to one size: He et al., 2017, arXiv:1703.06870.

b batch, n boxes, h and w of the feature map, d channels, r rows and columns of the result,
m samples along an axis of each of its cells.
"""

from __future__ import annotations

import math

from .. import ops


def roi_align(hidden, boxes, size: int):
    """The map [b h w d] within boxes [b n 4], as [b n r r d].

    Every cell is the mean of so many bilinear samples that neighbours are at most a pixel apart,
    as torchvision's `roi_align` without `aligned` takes them.

    Args:
        boxes: (left, top, right, bottom) in pixels of the map; one more than twice as large as the
            map has the samples of one that is twice as large.
        size: r, rows and columns of the result.
    """
    _, height, width, _ = ops.shape(hidden)
    down = _shares(boxes[..., 1], boxes[..., 3], height, size)
    across = _shares(boxes[..., 0], boxes[..., 2], width, size)
    dtype = ops.dtype(hidden)
    rows = ops.einsum("bnrh,bhwd->bnrwd", ops.cast(down, dtype), hidden)
    return ops.einsum("bnqw,bnrwd->bnrqd", ops.cast(across, dtype), rows)


def _shares(start, end, pixels: int, size: int):
    """How much of each pixel of an axis is in each cell: [b n], [b n] -> [b n r pixels].

    Bilinear sampling is linear along each axis, and so is the mean of a grid of samples.
    """
    exact = "float64" if ops.dtype(start) == "float64" else "float32"
    start, end = ops.cast(start, exact), ops.cast(end, exact)
    length = ops.clamp(end - start, min=1.0) / size  # of a cell
    most = math.ceil(2 * pixels / size)
    count = ops.clamp(ops.ceil(length), min=1.0, max=float(most))  # samples of a cell
    sample = ops.arange(0, most, like=start, dtype=exact)
    cell = ops.arange(0, size, like=start, dtype=exact)
    count, length, start = (_widened(x, 2) for x in (count, length, start))  # [b n 1 1]
    position = start + (ops.unsqueeze(cell, -1) + (sample + 0.5) / count) * length  # [b n r m]
    counts = (sample < count) & (position >= -1.0) & (position <= pixels)
    position = ops.unsqueeze(ops.clamp(position, min=0.0, max=float(pixels - 1)), -1)
    pixel = ops.arange(0, pixels, like=position, dtype=exact)
    share = ops.clamp(1.0 - ops.abs(position - pixel), min=0.0)  # [b n r m pixels]
    share = ops.where(ops.unsqueeze(counts, -1), share, 0.0)
    return ops.sum(share, 3) / count


def _widened(x, axes: int):
    for _ in range(axes):
        x = ops.unsqueeze(x, -1)
    return x
