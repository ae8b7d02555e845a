"""Segment reductions: of all rows with one index at once."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array

from auto_flax.ops.math import in_float32


def segment_sum(x: Array, index: Array, num_segments: int) -> Array:
    return in_float32(jax.ops.segment_sum, x, index, num_segments)


def segment_mean(x: Array, index: Array, num_segments: int) -> Array:
    return in_float32(_mean, x, index, num_segments)


def segment_max(x: Array, index: Array, num_segments: int) -> Array:
    return _extreme(jax.ops.segment_max, x, index, num_segments)


def segment_min(x: Array, index: Array, num_segments: int) -> Array:
    return _extreme(jax.ops.segment_min, x, index, num_segments)


def _mean(x: Array, index: Array, num_segments: int) -> Array:
    count = jnp.maximum(_count(x, index, num_segments), 1)
    return jax.ops.segment_sum(x, index, num_segments) / count.astype(x.dtype)


def _extreme(reduce: Callable[..., Array], x: Array, index: Array, num_segments: int) -> Array:
    result = reduce(x, index, num_segments)
    return jnp.where(_count(x, index, num_segments) > 0, result, 0).astype(x.dtype)


def _count(x: Array, index: Array, num_segments: int) -> Array:
    """[num_segments 1 ...], how many rows each group has."""
    ones = jnp.ones((x.shape[0], *(1,) * (x.ndim - 1)), jnp.int32)
    return jax.ops.segment_sum(ones, index, num_segments)
