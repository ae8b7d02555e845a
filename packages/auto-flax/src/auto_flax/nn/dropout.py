"""Dropout of elements and of whole samples."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
from flax import nnx
from jax import Array

from auto_flax.nn.module import Layer
from auto_flax.randomness import current_seeds


class Dropout(Layer, nnx.Dropout):
    """NNX's own; all of one model share one stream, so that one key governs them."""

    def __init__(self, p: float):
        nnx.Dropout.__init__(self, p, rngs=None)
        self.rngs = current_seeds().stream

    @property
    def p(self) -> float:
        """The probability of an element to become zero."""
        return self.rate


class DropPath(Dropout):
    def __init__(self, p: float):
        super().__init__(p)

    def __call__(self, inputs: Array, **options: Any) -> Array:
        if self.deterministic or self.p == 0:
            return inputs
        samples = jnp.ones((inputs.shape[0], *(1,) * (inputs.ndim - 1)), inputs.dtype)
        return inputs * super().__call__(samples, **options)
