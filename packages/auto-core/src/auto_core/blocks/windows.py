"""Attention inside shifted windows: Liu et al., 2021, arXiv:2103.14030, section 3.2.

Hidden states are [b h w d]; a window is a square of pixels of the feature map, its tokens row by
row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auto_core.errors import InputError

from .. import ops

MASKED = -100.0  # added to the score of tokens that were not neighbours before the shift


def in_windows(hidden, attend: Callable[[Any, Any], Any], *, window: int, shift: int):
    """`attend(tokens, shift_mask)` in every window: [b h w d] -> [b h w d].

    `attend` gets [b*n window*window d] and, where there is a shift, the mask of `shift_mask`. The
    image is padded with zeros at the right and below until windows fit.
    """
    _, height, width, _ = ops.shape(hidden)
    below, right = -height % window, -width % window
    padded = filled(hidden, below, right)
    mask = None
    if shift:
        padded = ops.roll(padded, (-shift, -shift), (1, 2))
        mask = shift_mask(padded, window=window, shift=shift)
    size = (height + below, width + right)
    output = joined(attend(cut(padded, window), mask), size, window)
    if shift:
        output = ops.roll(output, (shift, shift), (1, 2))
    return output[:, :height, :width]


def filled(hidden, below, right):
    """[b h w d] with so many rows and columns of zeros added at the end."""
    if isinstance(below, int) and isinstance(right, int) and not (below or right):
        return hidden  # padding by nothing would copy
    return ops.pad(hidden, [(0, 0), (0, below), (0, right), (0, 0)], value=0.0)


def cut(hidden, window: int):
    """[b h w d] -> [b*n window*window d], windows row by row."""
    batch, height, width, d = ops.shape(hidden)
    rows, columns = height // window, width // window
    windows = ops.reshape(hidden, (batch, rows, window, columns, window, d))
    windows = ops.permute(windows, (0, 1, 3, 2, 4, 5))
    return ops.reshape(windows, (batch * rows * columns, window * window, d))


def joined(windows, size, window: int):
    """What `cut` made of an image of that size: [b*n window*window d] -> [b h w d]."""
    height, width = size
    rows, columns, d = height // window, width // window, ops.shape(windows)[-1]
    hidden = ops.reshape(windows, (-1, rows, columns, window, window, d))
    hidden = ops.permute(hidden, (0, 1, 3, 2, 4, 5))
    return ops.reshape(hidden, (-1, height, width, d))


def shift_mask(hidden, *, window: int, shift: int):
    """[n t t], MASKED where two tokens of a window come from different edges of [b h w d]."""
    _, height, width, _ = ops.shape(hidden)

    def region(size):  # [size]: before the last window, in it, and what the shift brought there
        position = ops.arange(0, size, like=hidden, dtype="int64")
        return ops.cast(position >= size - window, "int64") + ops.cast(
            position >= size - shift, "int64"
        )

    regions = ops.unsqueeze(3 * region(height), 1) + ops.unsqueeze(region(width), 0)
    regions = cut(ops.reshape(regions, (1, height, width, 1)), window)  # [n t 1]
    apart = ops.cast(regions != ops.permute(regions, (0, 2, 1)), ops.dtype(hidden))
    return MASKED * apart


def with_shift_mask(bias, mask, *, batch_of_windows):
    """Biases [h t t] of every window plus the mask [n t t]: [1 h t t] or [b*n h t t]."""
    bias = ops.unsqueeze(bias, 0)
    if mask is None:
        return bias
    both = bias + ops.unsqueeze(mask, 1)  # [n h t t]
    windows, heads, tokens, _ = ops.shape(both)
    batch = batch_of_windows // windows
    both = ops.expand(ops.unsqueeze(both, 0), (batch, windows, heads, tokens, tokens))
    return ops.reshape(both, (batch_of_windows, heads, tokens, tokens))


def ways(window: int, table: int, *, like):
    """[t*t]: the row of a table of ways, (2 table - 1)^2 of them, from each token to each other."""
    index = ops.arange(0, window, like=like, dtype="int64")
    way = ops.unsqueeze(index, 1) - ops.unsqueeze(index, 0) + (table - 1)  # [window window]
    down = ops.reshape(way * (2 * table - 1), (window, 1, window, 1))
    across = ops.reshape(way, (1, window, 1, window))
    return ops.reshape(down + across, (-1,))


def biases(table, window: int, size: int):
    """[h t t] of a table [(2 size - 1)^2 h] that was made for windows of `size`."""
    heads, tokens = ops.shape(table)[-1], window * window
    picked = ops.take(table, ways(window, size, like=table), 0)
    return ops.permute(ops.reshape(picked, (tokens, tokens, heads)), (2, 0, 1))


def known_size(height, width) -> tuple[int, int]:
    """Sizes of an image, where windows depend on them.

    Raises:
        InputError: a graph is being made that leaves them open.
    """
    if not (isinstance(height, int) and isinstance(width, int)):
        raise InputError(
            "The windows of this model depend on the size of the images, which this graph leaves "
            "open. Give pixel_values a fixed height and width (the batch may be open)."
        )
    return height, width
