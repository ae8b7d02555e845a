"""Resizing images and sequences."""

from __future__ import annotations

from collections.abc import Sequence

import jax.numpy as jnp
from jax import Array

from auto_core.ops.resize import Mode, nearest_indices, resize_weights
from auto_flax.ops.math import in_float32


def interpolate(
    x: Array,
    size: int | Sequence[int],
    *,
    mode: Mode,
    align_corners: bool,
    antialias: bool = False,
) -> Array:
    for axis, length in enumerate([size] if isinstance(size, int) else size, start=1):
        if mode == "nearest":
            x = jnp.take(x, nearest_indices(x.shape[axis], length), axis=axis)
        else:  # sizes are known while tracing: the weights are constants
            weights = resize_weights(
                x.shape[axis], length, mode=mode, align_corners=align_corners, antialias=antialias
            )
            x = in_float32(_along, x, weights, axis)
    return x


def _along(x: Array, weights, axis: int) -> Array:
    return jnp.moveaxis(jnp.tensordot(jnp.asarray(weights, x.dtype), x, (1, axis)), 0, axis)
