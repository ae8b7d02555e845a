"""Images cut into tiles, at one of several resolutions: LLaVA-NeXT's "any resolution".

Sizes are (height, width).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

Size = tuple[int, int]


def best_resolution(size: Size, resolutions: Sequence[Sequence[int]]) -> Size:
    """The resolution in which most pixels of an image remain, and of those the smallest."""
    height, width = size
    best, most, least_wasted = (0, 0), 0, math.inf
    for rows, columns in resolutions:
        scale = min(columns / width, rows / height)
        kept = min(int(width * scale) * int(height * scale), width * height)
        wasted = rows * columns - kept
        if kept > most or (kept == most and wasted < least_wasted):
            best, most, least_wasted = (rows, columns), kept, wasted
    return best


def fitted(size: Size, target: Size) -> Size:
    """The size of an image that is scaled into a resolution."""
    height, width = size
    across, down = target[1] / width, target[0] / height
    if across < down:
        return min(math.ceil(height * across), target[0]), target[1]
    return target[0], min(math.ceil(width * down), target[1])


def unpadded(size: Size, current: Size) -> tuple[int, int]:
    """How many rows above (and below) and columns on the left (and right) of `current` are
    padding of an image of this size."""
    height, width = size
    rows, columns = current
    if width / height > columns / rows:
        return (rows - int(round(height * (columns / width), 7))) // 2, 0
    return 0, (columns - int(round(width * (rows / height), 7))) // 2


def tile_counts(size: Size, resolutions: Sequence[Sequence[int]], side: int) -> Size:
    """How many tiles of `side` pixels an image has below and beside each other."""
    rows, columns = best_resolution(size, resolutions)
    return rows // side, columns // side


def packed_order(tiles: Size, side: int, size: Size) -> np.ndarray:
    """The patches of all tiles of an image, row by row without padding: [rows columns] indices into
    tile after tile of `side` by `side` patches."""
    down, across = tiles
    index = np.arange(down * across * side * side).reshape(down, across, side, side)
    whole = index.transpose(0, 2, 1, 3).reshape(down * side, across * side)
    top, left = unpadded(size, whole.shape)
    return whole[top : len(whole) - top, left : whole.shape[1] - left]
