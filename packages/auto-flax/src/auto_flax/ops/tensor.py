"""Making, reshaping, joining and indexing tensors.

A 64-bit dtype means the 32-bit one unless `jax_enable_x64` is on, as everywhere in JAX.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax import Array
from jax.core import Tracer

from auto_core.errors import InputError

Shape = Sequence[int]


def jax_dtype(name: str) -> np.dtype:
    """The dtype of a name, narrowed as JAX is set up to do (and without its warning)."""
    return jax.dtypes.canonicalize_dtype(jnp.dtype(name))


def asarray(x: Any, *, dtype: str | None = None, like: Array | None = None) -> Array:
    if isinstance(x, nnx.Variable):
        x = x[...]
    elif not isinstance(x, jax.Array | np.ndarray | list | tuple) and hasattr(x, "__array__"):
        x = np.asarray(x)  # another framework's tensor
    return jnp.asarray(x, None if dtype is None else jax_dtype(dtype))


def shape(x: Array) -> tuple[Any, ...]:
    return jnp.shape(x)


def dtype(x: Array) -> str:
    return x.dtype.name


def cast(x: Array, dtype: str) -> Array:
    return jnp.asarray(x).astype(jax_dtype(dtype))


def detach(x: Array) -> Array:
    return jax.lax.stop_gradient(x)


def zeros(shape: Shape, *, like: Array, dtype: str | None = None) -> Array:
    return full(shape, 0, like=like, dtype=dtype)


def ones(shape: Shape, *, like: Array, dtype: str | None = None) -> Array:
    return full(shape, 1, like=like, dtype=dtype)


def full(shape: Shape, fill_value: float, *, like: Array, dtype: str | None = None) -> Array:
    # jnp.full_like would also copy the sharding of `like`, whose axes mean something else here.
    return jnp.full(tuple(shape), fill_value, jax_dtype(dtype) if dtype else like.dtype)


def arange(start: int, end: int, *, like: Array, dtype: str) -> Array:
    _refuse_traced(end)
    return jnp.arange(start, end, dtype=jax_dtype(dtype))


def reshape(x: Array, shape: Shape) -> Array:
    return jnp.reshape(x, tuple(shape))


def permute(x: Array, dims: Sequence[int]) -> Array:
    return jnp.transpose(x, tuple(dims))


def transpose(x: Array, dim0: int, dim1: int) -> Array:
    return jnp.swapaxes(x, dim0, dim1)


def unsqueeze(x: Array, dim: int) -> Array:
    return jnp.expand_dims(x, dim)


def squeeze(x: Array, dim: int) -> Array:
    return jnp.squeeze(x, dim)


def expand(x: Array, shape: Shape) -> Array:
    return jnp.broadcast_to(x, tuple(shape))


def cat(tensors: Sequence[Array], dim: int) -> Array:
    return jnp.concatenate(tensors, axis=dim)


def stack(tensors: Sequence[Array], dim: int) -> Array:
    return jnp.stack(tensors, axis=dim)


def split(x: Array, sizes: Sequence[int], dim: int) -> list[Array]:
    return jnp.split(x, np.cumsum(np.asarray(sizes, dtype=np.int64))[:-1], axis=dim)


def flip(x: Array, dim: int) -> Array:
    return jnp.flip(x, dim)


def roll(x: Array, shifts: int | Shape, dims: int | Shape) -> Array:
    return jnp.roll(x, shifts, axis=dims)


def pad(x: Array, widths: Sequence[tuple[int, int]], *, value: float) -> Array:
    return jnp.pad(x, widths, constant_values=value)


def where(condition: Array, x: Any, y: Any) -> Array:
    like = x if isinstance(x, jax.Array) else y
    return jnp.where(condition, jnp.asarray(x, like.dtype), jnp.asarray(y, like.dtype))


def gather(x: Array, dim: int, index: Array) -> Array:
    return jnp.take_along_axis(x, index, axis=dim)


def take(x: Array, index: Array, dim: int) -> Array:
    axis = dim % x.ndim
    picked = jnp.take(x, index.reshape(-1), axis=axis)
    return picked.reshape(*x.shape[:axis], *index.shape, *x.shape[axis + 1 :])


def one_hot(x: Array, num_classes: int, *, dtype: str) -> Array:
    return jax.nn.one_hot(x, num_classes, dtype=jax_dtype(dtype))


def boolean_mask(x: Array, mask: Array) -> Array:
    _refuse_traced(mask)
    return x[mask]


def _refuse_traced(decisive: Any) -> None:
    if isinstance(decisive, Tracer):
        raise InputError(
            "The output's shape would depend on values (on how many keypoints or unmasked patches "
            "there are, on how long speech is), which jax.jit cannot compile. Call the model "
            "itself, not what model.compile() or nnx.jit makes of it."
        )


def update_slice(x: Array, update: Array, *, start: Any, dim: int) -> Array:
    return jax.lax.dynamic_update_slice_in_dim(x, update.astype(x.dtype), start, axis=dim)
