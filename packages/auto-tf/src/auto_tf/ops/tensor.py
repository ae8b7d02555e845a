"""Making, reshaping, joining and indexing tensors.

TensorFlow does not promote dtypes: every number that meets a tensor takes the tensor's dtype
here, and symbolic sizes are int64, as all integers of the models are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

Tensor = tf.Tensor
Shape = Sequence[Any]


def asarray(x: Any, *, dtype: str | None = None, like: Tensor | None = None) -> Tensor:
    if isinstance(x, keras.Variable):
        x = x.value
    if dtype is None:
        return tf.convert_to_tensor(x)
    # By way of NumPy: TensorFlow would round Python's floats to float32 first.
    return tf.cast(x if tf.is_tensor(x) else np.asarray(x), dtype)


def shape(x: Tensor) -> tuple[Any, ...]:
    sizes = x.shape.as_list()
    if None not in sizes:
        return tuple(sizes)
    dynamic = tf.shape(x, out_type=tf.int64)
    return tuple(dynamic[i] if size is None else size for i, size in enumerate(sizes))


def dtype(x: Tensor) -> str:
    return tf.as_dtype(x.dtype).name


def cast(x: Tensor, dtype: str) -> Tensor:
    return tf.cast(x, dtype)


def detach(x: Tensor) -> Tensor:
    return tf.stop_gradient(x)


def zeros(shape: Shape, *, like: Tensor, dtype: str | None = None) -> Tensor:
    return tf.zeros(_packed(shape), dtype or like.dtype)


def ones(shape: Shape, *, like: Tensor, dtype: str | None = None) -> Tensor:
    return tf.ones(_packed(shape), dtype or like.dtype)


def full(shape: Shape, fill_value: float, *, like: Tensor, dtype: str | None = None) -> Tensor:
    return tf.fill(_packed(shape), tf.cast(fill_value, dtype or like.dtype))


def arange(start: Any, end: Any, *, like: Tensor, dtype: str) -> Tensor:
    # In int64, the dtype of symbolic sizes; range exists for few others.
    return tf.cast(tf.range(tf.cast(start, tf.int64), tf.cast(end, tf.int64)), dtype)


def reshape(x: Tensor, shape: Shape) -> Tensor:
    return tf.reshape(x, _packed(shape))


def permute(x: Tensor, dims: Sequence[int]) -> Tensor:
    return tf.transpose(x, [dim % len(dims) for dim in dims])


def transpose(x: Tensor, dim0: int, dim1: int) -> Tensor:
    order = list(range(len(x.shape)))
    order[dim0], order[dim1] = order[dim1], order[dim0]
    return tf.transpose(x, order)


def unsqueeze(x: Tensor, dim: int) -> Tensor:
    return tf.expand_dims(x, dim)


def squeeze(x: Tensor, dim: int) -> Tensor:
    return tf.squeeze(x, dim)


def expand(x: Tensor, shape: Shape) -> Tensor:
    return tf.broadcast_to(x, _packed(shape))


def cat(tensors: Sequence[Tensor], dim: int) -> Tensor:
    return tf.concat(list(tensors), dim)


def stack(tensors: Sequence[Tensor], dim: int) -> Tensor:
    return tf.stack(list(tensors), dim)


def split(x: Tensor, sizes: Sequence[int], dim: int) -> list[Tensor]:
    return tf.split(x, list(sizes), dim)


def flip(x: Tensor, dim: int) -> Tensor:
    return tf.reverse(x, [dim])


def roll(x: Tensor, shifts: int | Shape, dims: int | Shape) -> Tensor:
    return tf.roll(x, shifts, dims)


def pad(x: Tensor, widths: Sequence[tuple[int, int]], *, value: float) -> Tensor:
    return tf.pad(x, [list(pair) for pair in widths], constant_values=tf.cast(value, x.dtype))


def where(condition: Tensor, x: Any, y: Any) -> Tensor:
    like = x if tf.is_tensor(x) else y
    if not tf.is_tensor(x):
        x = tf.constant(x, like.dtype)
    if not tf.is_tensor(y):
        y = tf.constant(y, like.dtype)
    return tf.where(condition, x, y)


def gather(x: Tensor, dim: int, index: Tensor) -> Tensor:
    axis, last = dim % len(x.shape), len(x.shape) - 1
    x, index = transpose(x, axis, last), transpose(index, axis, last)
    outer = tf.broadcast_dynamic_shape(tf.shape(x)[:-1], tf.shape(index)[:-1])
    x, index = (tf.broadcast_to(t, tf.concat([outer, tf.shape(t)[-1:]], 0)) for t in (x, index))
    return transpose(tf.gather(x, index, axis=-1, batch_dims=last), axis, last)


def take(x: Tensor, index: Tensor, dim: int) -> Tensor:
    return tf.gather(x, index, axis=dim)


def one_hot(x: Tensor, num_classes: int, *, dtype: str) -> Tensor:
    classes = tf.range(tf.cast(num_classes, x.dtype))
    return tf.cast(tf.equal(tf.expand_dims(x, -1), classes), dtype)


def boolean_mask(x: Tensor, mask: Tensor) -> Tensor:
    return tf.boolean_mask(x, mask)


def update_slice(x: Tensor, update: Tensor, *, start: Any, dim: int) -> Tensor:
    # Each position picks its element of the update: unlike slices around a symbolic start, this
    # compiles with XLA.
    axis = dim % len(x.shape)
    sizes = shape(x)
    offset = tf.range(tf.cast(sizes[axis], tf.int64)) - tf.cast(start, tf.int64)
    length = tf.cast(shape(update)[axis], tf.int64)
    inside = (offset >= 0) & (offset < length)
    picked = tf.gather(update, tf.clip_by_value(offset, 0, length - 1), axis=axis)
    column = [-1 if i == axis else 1 for i in range(len(sizes))]
    return tf.where(tf.reshape(inside, column), picked, x)


def _packed(shape: Shape) -> Any:
    """A shape that may mix ints and symbolic sizes, as TensorFlow wants it."""
    shape = list(shape)
    if any(tf.is_tensor(size) for size in shape):
        return tf.stack([tf.cast(size, tf.int64) for size in shape])
    return tf.constant(shape, tf.int64)
