"""Linear systems."""

from __future__ import annotations

import jax
from jax import Array

from auto_flax.ops.math import in_float32


def solve_triangular(a: Array, b: Array, *, upper: bool, unitriangular: bool) -> Array:
    def solve(wide: Array) -> Array:
        return jax.lax.linalg.triangular_solve(
            wide,
            b.astype(wide.dtype),
            left_side=True,
            lower=not upper,
            unit_diagonal=unitriangular,
        )

    return in_float32(solve, a)
