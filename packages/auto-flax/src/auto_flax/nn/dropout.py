"""Dropout."""

from __future__ import annotations

from flax import nnx

from auto_flax.nn.module import Layer
from auto_flax.randomness import current_seeds


class Dropout(Layer, nnx.Dropout):
    """NNX's own; all of one model draw from one stream, so that one key governs them."""

    def __init__(self, p: float):
        nnx.Dropout.__init__(self, p, rngs=None)
        self.rngs = current_seeds().stream

    @property
    def p(self) -> float:
        """The probability of an element to become zero."""
        return self.rate
