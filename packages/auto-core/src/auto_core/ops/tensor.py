"""Making, reshaping, joining and indexing tensors. Dtypes are names: "float32", "int64", ..."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ml_dtypes
import numpy as np

Tensor = np.ndarray
Shape = Sequence[int]


def numpy_dtype(name: str) -> np.dtype:
    """The NumPy dtype of a name; bfloat16 and float8 come from ml_dtypes."""
    try:
        return np.dtype(name)
    except TypeError:
        return np.dtype(getattr(ml_dtypes, name))


def asarray(x: Any, *, dtype: str | None = None, like: Tensor | None = None) -> Tensor:
    """A tensor of this framework from an array, nested sequence, number or nn.Parameter.

    Numbers known when the model is built go to the device of `like`, a tensor they are to meet.
    """
    if hasattr(x, "materialised"):  # an nn.Parameter
        x = x.materialised()
    return np.asarray(x, dtype=None if dtype is None else numpy_dtype(dtype))


def shape(x: Tensor) -> tuple[Any, ...]:
    """The sizes; each an int, or a symbolic size inside a graph that leaves it open."""
    return np.shape(x)


def dtype(x: Tensor) -> str:
    """The name of the element type."""
    return x.dtype.name


def cast(x: Tensor, dtype: str) -> Tensor:
    """The same values as another element type."""
    return np.asarray(x).astype(numpy_dtype(dtype), copy=False)


def detach(x: Tensor) -> Tensor:
    """The same values, through which no gradient flows."""
    return x


def zeros(shape: Shape, *, like: Tensor, dtype: str | None = None) -> Tensor:
    """Zeros on the device of `like`, with its dtype unless another is named."""
    return np.zeros(tuple(shape), numpy_dtype(dtype) if dtype else like.dtype)


def ones(shape: Shape, *, like: Tensor, dtype: str | None = None) -> Tensor:
    """Ones on the device of `like`, with its dtype unless another is named."""
    return np.ones(tuple(shape), numpy_dtype(dtype) if dtype else like.dtype)


def full(shape: Shape, fill_value: float, *, like: Tensor, dtype: str | None = None) -> Tensor:
    """One value everywhere, on the device of `like`, with its dtype unless another is named."""
    return np.full(tuple(shape), fill_value, numpy_dtype(dtype) if dtype else like.dtype)


def arange(start: int, end: int, *, like: Tensor, dtype: str) -> Tensor:
    """start, start + 1, ..., end - 1, on the device of `like`."""
    return np.arange(start, end, dtype=numpy_dtype(dtype))


def reshape(x: Tensor, shape: Shape) -> Tensor:
    """Another shape over the same elements in row-major order; one size may be -1."""
    return np.reshape(x, tuple(shape))


def permute(x: Tensor, dims: Sequence[int]) -> Tensor:
    """Axis i of the result is axis dims[i] of `x`."""
    return np.transpose(x, tuple(dims))


def transpose(x: Tensor, dim0: int, dim1: int) -> Tensor:
    """Swap two axes."""
    return np.swapaxes(x, dim0, dim1)


def unsqueeze(x: Tensor, dim: int) -> Tensor:
    """Insert an axis of size 1 at `dim`."""
    return np.expand_dims(x, dim)


def squeeze(x: Tensor, dim: int) -> Tensor:
    """Remove an axis that has size 1."""
    return np.squeeze(x, dim)


def expand(x: Tensor, shape: Shape) -> Tensor:
    """Repeat axes of size 1 until `x` has `shape`."""
    return np.broadcast_to(x, tuple(shape))


def cat(tensors: Sequence[Tensor], dim: int) -> Tensor:
    """Join along an existing axis."""
    return np.concatenate(tensors, axis=dim)


def stack(tensors: Sequence[Tensor], dim: int) -> Tensor:
    """Join along a new axis."""
    return np.stack(tensors, axis=dim)


def split(x: Tensor, sizes: Sequence[int], dim: int) -> list[Tensor]:
    """Consecutive pieces of the given sizes, which add up to the axis."""
    ends = np.cumsum(np.asarray(sizes, dtype=np.int64))[:-1]
    return np.split(x, ends, axis=dim)


def flip(x: Tensor, dim: int) -> Tensor:
    """Reverse an axis."""
    return np.flip(x, dim)


def roll(x: Tensor, shifts: int | Shape, dims: int | Shape) -> Tensor:
    """Move elements along axes by so many positions; those that leave come in at the other end."""
    return np.roll(x, shifts, axis=dims)


def pad(x: Tensor, widths: Sequence[tuple[int, int]], *, value: float) -> Tensor:
    """Add (before, after) elements of `value` along every axis, first axis first."""
    return np.pad(x, widths, constant_values=value)


def where(condition: Tensor, x: Any, y: Any) -> Tensor:
    """`x` where the boolean condition holds, else `y`; numbers take the other one's dtype."""
    if not isinstance(x, np.ndarray):
        x = np.asarray(x, dtype=y.dtype)
    return np.where(condition, x, np.asarray(y, dtype=x.dtype))


def gather(x: Tensor, dim: int, index: Tensor) -> Tensor:
    """result[..., i, ...] = x[..., index[..., i, ...], ...]; the other axes match or broadcast."""
    return np.take_along_axis(x, index, axis=dim)


def take(x: Tensor, index: Tensor, dim: int) -> Tensor:
    """Pick whole slices along an axis, which is replaced by the axes of `index`."""
    return np.take(x, index, axis=dim)


def one_hot(x: Tensor, num_classes: int, *, dtype: str) -> Tensor:
    """[...] -> [... num_classes]: 1 at the index that each integer names, 0 elsewhere.

    An integer out of range gives zeros.
    """
    return (x[..., None] == np.arange(num_classes)).astype(numpy_dtype(dtype))


def boolean_mask(x: Tensor, mask: Tensor) -> Tensor:
    """The slices x[i, j, ...] whose element of the boolean `mask` [i j ...] is True, one by one.

    Their number depends on values: XLA and torch's full graphs cannot compile it.
    """
    return x[mask]


def update_slice(x: Tensor, update: Tensor, *, start: Any, dim: int) -> Tensor:
    """`x` with `update` written from `start` on along an axis. May reuse the memory of `x`.

    `start` is an int or a scalar integer tensor; the update must fit.
    """
    index = [slice(None)] * x.ndim
    index[dim] = slice(int(start), int(start) + update.shape[dim])
    x[tuple(index)] = update
    return x
