"""Resizing of float maps, with the sampling points that torch calls align_corners=False."""

from __future__ import annotations

import numpy as np


def interpolate(maps: np.ndarray, size: tuple[int, int], mode: str = "bilinear") -> np.ndarray:
    """[..., height, width] resized to `size`; mode is "nearest", "bilinear" or "bicubic"."""
    height, width = maps.shape[-2:]
    if (height, width) == tuple(size) and mode != "bicubic":
        return maps
    if mode == "nearest":
        rows, columns = _nearest(height, size[0]), _nearest(width, size[1])
        return maps[..., rows[:, None], columns]
    taps = _bilinear_taps if mode == "bilinear" else _bicubic_taps
    # Columns first: what torch does, so that rounding agrees as far as it can.
    wide = _blend(maps, *taps(width, size[1], maps.dtype))
    return np.swapaxes(
        _blend(np.swapaxes(wide, -1, -2), *taps(height, size[0], maps.dtype)), -1, -2
    )


def _blend(maps: np.ndarray, indices: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted sum of neighbours along the last axis; indices and weights are [taps, length]."""
    total = maps[..., indices[0]] * weights[0]
    for index, weight in zip(indices[1:], weights[1:], strict=True):
        total += maps[..., index] * weight
    return total


def _nearest(old: int, new: int) -> np.ndarray:
    scale = np.float32(old) / np.float32(new)  # in single precision, as torch rounds
    return np.minimum((np.arange(new, dtype=np.float32) * scale).astype(int), old - 1)


def _positions(old: int, new: int, dtype: np.dtype) -> np.ndarray:
    """Where the centres of the new samples lie between the old ones."""
    scale = dtype.type(old) / dtype.type(new)
    return (np.arange(new, dtype=dtype) + dtype.type(0.5)) * scale - dtype.type(0.5)


def _bilinear_taps(old: int, new: int, dtype: np.dtype) -> tuple[np.ndarray, np.ndarray]:
    at = np.maximum(_positions(old, new, dtype), 0)
    low = np.minimum(at.astype(int), old - 1)
    share = at - low
    indices = np.stack([low, np.minimum(low + 1, old - 1)])
    return indices, np.stack([1 - share, share]).astype(dtype)


def _bicubic_taps(old: int, new: int, dtype: np.dtype) -> tuple[np.ndarray, np.ndarray]:
    """Cubic convolution with the parameter -0.75 (Keys, 1981); edges are repeated."""
    at = _positions(old, new, dtype)
    low = np.floor(at).astype(int)
    share = at - low
    a = -0.75

    def near(x: np.ndarray) -> np.ndarray:  # |x| <= 1
        return ((a + 2) * x - (a + 3)) * x * x + 1

    def far(x: np.ndarray) -> np.ndarray:  # 1 < |x| < 2
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a

    weights = np.stack([far(share + 1), near(share), near(1 - share), far(2 - share)])
    indices = np.clip(low + np.arange(-1, 3)[:, None], 0, old - 1)
    return indices, weights.astype(dtype)
