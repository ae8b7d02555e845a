"""Top k, sorting, scatter and scatter-add."""

from __future__ import annotations

import tensorflow as tf

from auto_tf.ops.tensor import Tensor, shape, transpose


def topk(x: Tensor, k: int, dim: int) -> tuple[Tensor, Tensor]:
    last = len(x.shape) - 1
    values, indices = tf.math.top_k(transpose(x, dim % (last + 1), last), k)
    indices = tf.cast(indices, tf.int64)
    values, indices = (transpose(t, dim % (last + 1), last) for t in (values, indices))
    return values, indices


def argsort(x: Tensor, dim: int, *, descending: bool) -> Tensor:
    # tf.argsort ascends by sorting the negated values, which ends the order of equal ones.
    if not descending and x.dtype.is_integer:
        x = -1 - x
    order, last = dim % len(x.shape), len(x.shape) - 1
    x = transpose(x, order, last)
    if not descending and not x.dtype.is_integer:
        x = -x
    indices = tf.math.top_k(x, tf.cast(shape(x)[last], tf.int32)).indices
    return transpose(tf.cast(indices, tf.int64), order, last)


def scatter_add(x: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    return tf.tensor_scatter_nd_add(x, _indices(dim, index), src)


def scatter(x: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    return tf.tensor_scatter_nd_update(x, _indices(dim, index), src)


def _indices(dim: int, index: Tensor) -> Tensor:
    """[... axes], where in a tensor each element of a scatter's source goes."""
    grid = tf.meshgrid(*(tf.range(tf.cast(n, tf.int64)) for n in shape(index)), indexing="ij")
    grid[dim] = tf.cast(index, tf.int64)
    return tf.stack(grid, -1)
