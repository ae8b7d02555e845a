"""Top k, sorting, scatter and scatter-add."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array


def topk(x: Array, k: int, dim: int) -> tuple[Array, Array]:
    values, indices = jax.lax.top_k(jnp.moveaxis(x, dim, -1), k)
    return jnp.moveaxis(values, -1, dim), jnp.moveaxis(indices, -1, dim)


def argsort(x: Array, dim: int, *, descending: bool) -> Array:
    return jnp.argsort(x, axis=dim, stable=True, descending=descending)


def scatter_add(x: Array, dim: int, index: Array, src: Array) -> Array:
    return x.at[_indices(dim, index)].add(src)


def scatter(x: Array, dim: int, index: Array, src: Array) -> Array:
    return x.at[_indices(dim, index)].set(src)


def _indices(dim: int, index: Array) -> tuple[Array, ...]:
    """One index per axis, where in an array each element of a scatter's source goes."""
    grid = list(jnp.indices(index.shape, sparse=True))
    grid[dim] = index
    return tuple(grid)
