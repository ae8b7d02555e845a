"""Linear systems."""

from __future__ import annotations

from functools import partial

import jax.numpy as jnp
from jax import Array, lax

from auto_flax.ops.math import in_float32


def solve_triangular(a: Array, b: Array, *, upper: bool, unitriangular: bool) -> Array:
    options = dict(lower=not upper, unit_diagonal=unitriangular)

    def solve(wide: Array) -> Array:
        return lax.platform_dependent(
            wide,
            b.astype(wide.dtype),
            cpu=partial(_by_rows, **options),
            default=partial(lax.linalg.triangular_solve, left_side=True, **options),
        )

    return in_float32(solve, a)


def _by_rows(a: Array, b: Array, *, lower: bool, unit_diagonal: bool) -> Array:
    """XLA's own solution takes tens of times as long on CPUs where there are many small systems."""
    a = jnp.tril(a) if lower else jnp.triu(a)
    diagonal = jnp.eye(a.shape[-1], dtype=a.dtype)
    if unit_diagonal:
        a = a * (1 - diagonal) + diagonal
    return lax.custom_linear_solve(
        lambda x: a @ x,
        b,
        solve=lambda _, x: _substituted(a, x, lower=lower),
        transpose_solve=lambda _, x: _substituted(a.mT, x, lower=not lower),
    )


def _substituted(a: Array, b: Array, *, lower: bool) -> Array:
    """x with a @ x = b, row by row: [... n n], [... n k] -> [... n k]."""
    count = a.shape[-1]
    diagonal = jnp.diagonal(a, axis1=-2, axis2=-1)[..., None]
    others = a / diagonal - jnp.eye(count, dtype=a.dtype)

    def step(i: Array, x: Array) -> Array:
        index = i if lower else count - 1 - i
        row = lax.dynamic_slice_in_dim(others, index, 1, -2)
        found = lax.dynamic_slice_in_dim(x, index, 1, -2) - row @ x
        return lax.dynamic_update_slice_in_dim(x, found, index, -2)

    return lax.fori_loop(0, count, step, b / diagonal)
