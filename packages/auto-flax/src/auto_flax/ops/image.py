"""Grid sampling, and rearranging the elements of images. Images are [b h w c]."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from auto_core.ops.image import PaddingMode, Pair, SamplingMode, pair
from auto_flax.ops.math import in_float32, widen


def grid_sample(
    x: Array,
    grid: Array,
    *,
    mode: SamplingMode,
    padding_mode: PaddingMode,
    align_corners: bool,
) -> Array:
    return in_float32(_sampled, x, widen(grid), mode, padding_mode, align_corners)


def _sampled(x: Array, grid: Array, mode: str, padding_mode: str, align_corners: bool) -> Array:
    width, height = x.shape[2], x.shape[1]
    across, down = (
        _taps(grid[..., axis], size, mode, padding_mode, align_corners)
        for axis, size in ((0, width), (1, height))
    )
    images = jnp.arange(x.shape[0])[:, None, None]
    result = jnp.zeros((*grid.shape[:3], x.shape[3]), x.dtype)
    for row, share_of_row in down:
        for column, share in across:
            result += x[images, row, column] * (share_of_row * share)[..., None].astype(x.dtype)
    return result


def _taps(
    position: Array, size: int, mode: str, padding_mode: str, align_corners: bool
) -> list[tuple[Array, Array]]:
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
        position = jnp.clip(position, 0, last)
    if mode == "nearest":
        taps = [(jnp.round(position), jnp.ones_like(position))]
    else:
        low = jnp.floor(position)
        taps = [(low, 1 - (position - low)), (low + 1, position - low)]
    return [
        (jnp.clip(index, 0, last).astype(int), jnp.where((index >= 0) & (index <= last), w, 0))
        for index, w in taps
    ]


def _reflected(position: Array, low: float, high: float) -> Array:
    """Positions folded into [low, high] as between two mirrors."""
    span = high - low
    if span == 0:
        return jnp.zeros_like(position)
    folded = jnp.mod(position - low, 2 * span)
    return low + jnp.minimum(folded, 2 * span - folded)


def pixel_shuffle(x: Array, factor: int) -> Array:
    b, h, w, c = x.shape
    blocks = x.reshape(b, h, w, c // factor**2, factor, factor).transpose(0, 1, 4, 2, 5, 3)
    return blocks.reshape(b, h * factor, w * factor, c // factor**2)


def unfold(x: Array, kernel_size: Pair, *, stride: Pair, padding: Pair, dilation: Pair) -> Array:
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = map(pair, (kernel_size, stride, padding, dilation))
    x = jnp.pad(x, ((0, 0), (ph, ph), (pw, pw), (0, 0)))
    b, h, w, c = x.shape
    rows, columns = (h - dh * (kh - 1) - 1) // sh + 1, (w - dw * (kw - 1) - 1) // sw + 1
    parts = [
        x[:, i * dh :: sh, j * dw :: sw][:, :rows, :columns] for i in range(kh) for j in range(kw)
    ]
    return jnp.stack(parts, -1).reshape(b, rows * columns, c * kh * kw)
