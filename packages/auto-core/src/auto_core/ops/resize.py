"""Resizing images and sequences, by the rules of torch's `interpolate`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from auto_core.ops.math import in_float32
from auto_core.ops.tensor import Tensor

Mode = Literal["nearest", "linear", "bilinear", "bicubic"]


def interpolate(
    x: Tensor,
    size: int | Sequence[int],
    *,
    mode: Mode,
    align_corners: bool,
    antialias: bool = False,
) -> Tensor:
    """Resize the axes between the first and the last.

    Args:
        x: [b t c], for "nearest" and "linear", or [b h w c], for the other modes and "nearest".
        size: t, or (h, w), of the result.
        mode: "bicubic" is the kernel of Keys with a = -0.75 (-0.5 with `antialias`).
        align_corners: whether the centres of the outermost elements stay where they are (True)
            or their outer edges do (False). "nearest" does not look at it.
        antialias: widen the kernel where the result is smaller than `x`. Not for "nearest".

    Returns:
        [b t c] or [b h w c], in the dtype of `x`.
    """
    for axis, length in enumerate([size] if isinstance(size, int) else size, start=1):
        if mode == "nearest":
            x = np.take(x, nearest_indices(x.shape[axis], length), axis=axis)
        else:
            weights = resize_weights(
                x.shape[axis], length, mode=mode, align_corners=align_corners, antialias=antialias
            )
            x = in_float32(_along, x, weights, axis)
    return x


def _along(x: Tensor, weights: Tensor, axis: int) -> Tensor:
    return np.moveaxis(np.tensordot(weights.astype(x.dtype), x, (1, axis)), 0, axis)


def nearest_indices(old: int, new: int) -> np.ndarray:
    """[new], the element that each one of the result is. In float32, whose rounding decides."""
    step = np.float32(old) / np.float32(max(new, 1))
    indices = np.floor(np.arange(new, dtype=np.float32) * step).astype(np.int64)
    return np.minimum(indices, old - 1)


def resize_weights(
    old: int, new: int, *, mode: Mode, align_corners: bool, antialias: bool
) -> np.ndarray:
    """[new old], float64: how much of each element each one of the result gets."""
    cubic = mode == "bicubic"
    step = (old - 1) / max(new - 1, 1) if align_corners else old / max(new, 1)
    target, source = np.arange(new)[:, None], np.arange(old)  # [new 1], [old]
    if antialias:
        widened = max(step, 1.0)
        centre = step * (target + 0.5)
        reach = widened * (2 if cubic else 1)
        first, end = np.floor(centre - reach + 0.5), np.floor(centre + reach + 0.5)
        weights = _kernel((source - centre + 0.5) / widened, cubic, -0.5)
        weights = np.where((source >= first) & (source < end), weights, 0.0)
        return weights / np.sum(weights, axis=1, keepdims=True)
    centre = step * target if align_corners else step * (target + 0.5) - 0.5
    weights = np.zeros((new, old))
    for offset in range(-1, 3) if cubic else range(2):
        tap = np.floor(centre) + offset  # beyond the border is the border's element
        weight = _kernel(centre - tap, cubic, -0.75)
        weights += np.where(np.clip(tap, 0, old - 1) == source, weight, 0.0)
    return weights


def _kernel(distance: np.ndarray, cubic: bool, a: float) -> np.ndarray:
    """Weight at a distance: a triangle of half width 1, or Keys' cubic of half width 2."""
    d = np.abs(distance)
    if not cubic:
        return np.maximum(1 - d, 0.0)
    near = ((a + 2) * d - (a + 3)) * d * d + 1
    far = (((d - 5) * d + 8) * d - 4) * a
    return np.where(d <= 1, near, np.where(d < 2, far, 0.0))
