"""Grid sampling, and rearranging the elements of images. Images are [b h w c]."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from auto_core.ops.image import PaddingMode, Pair, SamplingMode, pair
from auto_tf.ops.math import in_float32, widen
from auto_tf.ops.tensor import Tensor, reshape, shape


def grid_sample(
    x: Tensor,
    grid: Tensor,
    *,
    mode: SamplingMode,
    padding_mode: PaddingMode,
    align_corners: bool,
) -> Tensor:
    return in_float32(_sampled, x, widen(grid), mode, padding_mode, align_corners)


def _sampled(x: Tensor, grid: Tensor, mode: str, padding_mode: str, align_corners: bool) -> Tensor:
    b, height, width, c = shape(x)
    coordinates = tf.unstack(grid, axis=-1)
    across, down = (
        _taps(coordinates[axis], size, mode, padding_mode, align_corners)
        for axis, size in ((0, width), (1, height))
    )
    flat = reshape(x, (b, height * width, c))
    result = tf.zeros((), x.dtype)
    for row, share_of_row in down:
        for column, share in across:
            index = row * tf.cast(width, tf.int64) + column
            weight = tf.expand_dims(tf.cast(share_of_row * share, x.dtype), -1)
            result += tf.gather(flat, index, axis=1, batch_dims=1) * weight
    return result


def _taps(
    position: Tensor, size: Any, mode: str, padding_mode: str, align_corners: bool
) -> list[tuple[Tensor, Tensor]]:
    """The indices along an axis that positions lie between, and the share of each."""
    size = tf.cast(size, position.dtype)
    last = size - 1
    position = (position + 1) / 2 * last if align_corners else ((position + 1) * size - 1) / 2
    if padding_mode == "reflection":
        low, high = (0.0 * last, last) if align_corners else (0.0 * last - 0.5, last + 0.5)
        position = _reflected(position, low, high)
    if padding_mode != "zeros":
        position = tf.clip_by_value(position, 0, last)
    if mode == "nearest":
        taps = [(tf.round(position), tf.ones_like(position))]
    else:
        low = tf.floor(position)
        taps = [(low, 1 - (position - low)), (low + 1, position - low)]
    return [
        (
            tf.cast(tf.clip_by_value(index, 0, last), tf.int64),
            weight * tf.cast((index >= 0) & (index <= last), weight.dtype),
        )
        for index, weight in taps
    ]


def _reflected(position: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Positions folded into [low, high] as between two mirrors."""
    span = high - low
    folded = tf.math.floormod(position - low, 2 * tf.maximum(span, 1))  # a span is 0, or 1 or more
    return low + tf.minimum(tf.minimum(folded, tf.abs(2 * span - folded)), span)


def pixel_shuffle(x: Tensor, factor: int) -> Tensor:
    b, h, w, c = shape(x)
    blocks = reshape(x, (b, h, w, c // factor**2, factor, factor))
    blocks = tf.transpose(blocks, (0, 1, 4, 2, 5, 3))
    return reshape(blocks, (b, h * factor, w * factor, c // factor**2))


def unfold(x: Tensor, kernel_size: Pair, *, stride: Pair, padding: Pair, dilation: Pair) -> Tensor:
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = map(pair, (kernel_size, stride, padding, dilation))
    x = tf.pad(x, ((0, 0), (ph, ph), (pw, pw), (0, 0)))
    b, h, w, c = shape(x)
    rows, columns = (h - dh * (kh - 1) - 1) // sh + 1, (w - dw * (kw - 1) - 1) // sw + 1
    parts = [
        x[:, i * dh :: sh, j * dw :: sw][:, :rows, :columns] for i in range(kh) for j in range(kw)
    ]
    return reshape(tf.stack(parts, -1), (b, rows * columns, c * kh * kw))
