"""Products of rows with the matrix of the group that each belongs to: mixtures of experts.

JAX's `ragged_dot` is a kernel on GPUs and TPUs; on the CPU it multiplies every row with every
matrix. There, rows go through their group's matrix in blocks of one static size, as many as the
sizes of the groups ask for. The rows by which a group's last block is too long are overwritten
by the next group's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array
from jax.lax import RaggedDotDimensionNumbers

_LARGEST = 128  # rows of a block


def grouped_matmul(x: Array, weight: Any, sizes: Array, *, transpose: bool) -> Array:
    if not isinstance(weight, jax.Array):  # experts that are kept quantised
        weight = weight.numbers()
        transpose = transpose != weight.layout.turned
    return _matmul(x, weight, sizes.astype(jnp.int32), transpose)


@partial(jax.custom_vjp, nondiff_argnums=(3,))  # how often a block runs follows from values
def _matmul(x: Array, weight: Any, sizes: Array, transpose: bool) -> Array:
    return jax.lax.platform_dependent(
        x,
        weight,
        sizes,
        cpu=partial(_blocks, transpose=transpose),
        default=partial(_ragged, transpose=transpose),
    )


def _forward(x: Array, weight: Any, sizes: Array, transpose: bool) -> tuple[Array, Any]:
    return _matmul(x, weight, sizes, transpose), (x, weight, sizes)


def _backward(transpose: bool, kept: Any, gradient: Array) -> tuple[Array, Array | None, None]:
    x, weight, sizes = kept
    if not isinstance(weight, jax.Array):
        return _matmul(gradient, weight, sizes, not transpose), None, None
    pair = (gradient, x) if transpose else (x, gradient)
    outer = jax.lax.platform_dependent(*pair, sizes, cpu=_outer_blocks, default=_ragged_outer)
    return _matmul(gradient, weight, sizes, not transpose), outer.astype(weight.dtype), None


_matmul.defvjp(_forward, _backward)


def _blocks(x: Array, weight: Any, sizes: Array, *, transpose: bool) -> Array:
    rows, size = x.shape[0], _block(x.shape[0], sizes.shape[0])
    padded = jnp.pad(x, ((0, size), (0, 0)))
    contracted = (((1,), (1 if transpose else 0,)), ((), ()))

    def product(group: Array, start: Array, valid: Array, output: Array) -> Array:
        part = jax.lax.dynamic_slice_in_dim(padded, start, size)
        part = jax.lax.dot_general(part, _matrix(weight, group, x.dtype), contracted)
        return jax.lax.dynamic_update_slice_in_dim(output, part, start, 0)

    *_, outputs, inputs = weight.shape if isinstance(weight, jax.Array) else weight.layout.shape
    width = outputs if transpose else inputs
    return _over_blocks(product, sizes, size, jnp.zeros((rows + size, width), x.dtype))[:rows]


def _outer_blocks(x: Array, y: Array, sizes: Array) -> Array:
    """[g i o]: x.T @ y of the rows [n i] and [n o] of each group."""
    groups = sizes.shape[0]
    size = _block(x.shape[0], groups)
    x, y = (jnp.pad(rows, ((0, size), (0, 0))) for rows in (x, y))

    def product(group: Array, start: Array, valid: Array, output: Array) -> Array:
        one, other = (jax.lax.dynamic_slice_in_dim(rows, start, size) for rows in (x, y))
        return output.at[group].add(jnp.where(valid[:, None], one, 0).T @ other)

    return _over_blocks(product, sizes, size, jnp.zeros((groups, x.shape[1], y.shape[1]), x.dtype))


def _over_blocks(
    product: Callable[[Array, Array, Array, Array], Array],
    sizes: Array,
    size: int,
    output: Array,
) -> Array:
    """The output after product(group, first row, which rows are the group's, output) of each
    block, in the order of the rows."""
    ends, blocks = jnp.cumsum(sizes), -(-sizes // size)
    last = jnp.cumsum(blocks)

    def step(index: Array, output: Array) -> Array:
        group = jnp.searchsorted(last, index, side="right")
        start = ends[group] - sizes[group] + (index - last[group] + blocks[group]) * size
        valid = start + jnp.arange(size) < ends[group]
        return product(group, start, valid, output)

    return jax.lax.fori_loop(0, last[-1], step, output)


def _block(rows: int, groups: int) -> int:
    """Half of what a group has if all have the same, as a power of two."""
    return min(_LARGEST, 1 << max(rows // (2 * groups), 1).bit_length() - 1)


def _matrix(weight: Any, group: Array, dtype: Any) -> Array:
    """A group's, unpacked where it is kept quantised."""
    return weight[group] if isinstance(weight, jax.Array) else weight.expert(group).floats(dtype)


def _ragged(x: Array, weight: Any, sizes: Array, *, transpose: bool) -> Array:
    if not isinstance(weight, jax.Array):
        weight = weight.stack(x.dtype)
    return jax.lax.ragged_dot(x, jnp.swapaxes(weight, 1, 2) if transpose else weight, sizes)


def _ragged_outer(x: Array, y: Array, sizes: Array) -> Array:
    dimensions = RaggedDotDimensionNumbers(
        dot_dimension_numbers=(((0,), (0,)), ((), ())),
        lhs_ragged_dimensions=[0],
        rhs_group_dimensions=[],
    )
    return jax.lax.ragged_dot_general(x, y, sizes, dimensions)
