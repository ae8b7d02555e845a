"""Where a model's random numbers come from: its first values and its dropout.

JAX has no global seed. `FlaxBertModel(config, rngs=nnx.Rngs(0))` (or `from_config`,
`from_pretrained` with `rngs=`) seeds both; without `rngs` a seed comes from NumPy, so that
`np.random.seed` governs. `nnx.reseed(model, dropout=0)` starts dropout anew at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Any

import jax
import numpy as np
from flax import nnx


class Stream(nnx.RngStream):
    """NNX's own, made without a computation: JAX would compile for that, for 0.1 s."""

    def __init__(self, key: jax.Array, *, tag: str):
        self.tag = tag
        self.key = nnx.RngKey(key, tag=tag)
        self.count = nnx.RngCount(jax.device_put(np.zeros(key.shape, np.uint32)), tag=tag)


class Seeds:
    """The stream of one model's dropout, and seeds for its first values."""

    def __init__(self, rngs: nnx.Rngs | None):
        self.rngs = rngs

    @cached_property
    def stream(self) -> nnx.RngStream:
        """Shared by all dropout layers of the model."""
        key = _key(self.seed()) if self.rngs is None else self.rngs["dropout"]()
        return Stream(key, tag="dropout")  # the name by which nnx.reseed finds it

    def seed(self) -> int:
        """A seed for NumPy."""
        if self.rngs is not None:
            return int(jax.random.bits(self.rngs["params"]()))
        return int(np.random.randint(2**31))


def _key(seed: int) -> jax.Array:
    """`jax.random.key` of 32 bits, without a computation."""
    words = jax.eval_shape(lambda: jax.random.key_data(jax.random.key(0))).shape[0]
    bits: Any = np.array([0, seed] * (words // 2), np.uint32)
    return jax.random.wrap_key_data(bits)


_current: ContextVar[Seeds | None] = ContextVar("seeds", default=None)


def current_seeds() -> Seeds:
    """Those of the model that is being built; new ones for a layer that is built alone."""
    return _current.get() or Seeds(None)


@contextmanager
def seeded(rngs: nnx.Rngs | None) -> Iterator[None]:
    """Build a model with these random numbers; a model within a model shares the outer one's."""
    if rngs is None and _current.get() is not None:
        yield
        return
    token = _current.set(Seeds(rngs))
    try:
        yield
    finally:
        _current.reset(token)
