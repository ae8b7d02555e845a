"""Random numbers inside a network."""

from __future__ import annotations

import jax
from jax import Array

from auto_flax.nn.module import Module
from auto_flax.ops.tensor import Shape, jax_dtype
from auto_flax.randomness import current_seeds


class Random(Module):
    """Draws from the stream of the model's dropout."""

    def __init__(self) -> None:
        super().__init__()
        self.rngs = current_seeds().stream

    def uniform(self, shape: Shape, *, like: Array, dtype: str | None = None) -> Array:
        floats = jax_dtype(dtype) if dtype else like.dtype
        return jax.random.uniform(self.rngs(), tuple(shape), floats)

    def normal(self, shape: Shape, *, like: Array, dtype: str | None = None) -> Array:
        floats = jax_dtype(dtype) if dtype else like.dtype
        return jax.random.normal(self.rngs(), tuple(shape), floats)
