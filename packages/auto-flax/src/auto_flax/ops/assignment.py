"""Linear assignment, on the host."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from auto_core.ops import assignment
from auto_flax.ops.math import widen
from auto_flax.ops.tensor import jax_dtype


def linear_sum_assignment(cost: Array) -> tuple[Array, Array]:
    dtype = jax_dtype("int64")
    pairs = jax.ShapeDtypeStruct((min(cost.shape),), dtype)

    def on_host(cost: Array) -> tuple[np.ndarray, ...]:
        found = assignment.linear_sum_assignment(np.asarray(cost))
        return tuple(index.astype(dtype) for index in found)

    fixed = jax.lax.stop_gradient(widen(jnp.asarray(cost)))
    rows, columns = jax.pure_callback(on_host, (pairs, pairs), fixed, vmap_method="sequential")
    return rows, columns
