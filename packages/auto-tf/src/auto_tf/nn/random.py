"""Random numbers inside a network, and the one generator that a model's layers share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import keras
import tensorflow as tf

from auto_tf.nn.module import Module
from auto_tf.ops.tensor import Shape, Tensor, _packed

_current: ContextVar[keras.random.SeedGenerator | None] = ContextVar("seeds", default=None)


@contextmanager
def shared_seeds() -> Iterator[None]:
    """Build a model whose layers share one generator.

    Each is a variable, and a large model has a hundred dropouts: one each would take as long to
    make as all that is trained.
    """
    token = _current.set(_current.get() or keras.random.SeedGenerator())
    try:
        yield
    finally:
        _current.reset(token)


def current_seeds() -> keras.random.SeedGenerator:
    """That of the model being built; a new one for a layer that is built alone."""
    return _current.get() or keras.random.SeedGenerator()


class Random(Module):
    def __init__(self) -> None:
        super().__init__()
        self.seed_generator = current_seeds()

    def uniform(self, shape: Shape, *, like: Tensor, dtype: str | None = None) -> Tensor:
        floats = tf.as_dtype(dtype or like.dtype)
        # Through float32 and cut, not rounded: a 16-bit float must not become 1.
        bits = {2: 8 if floats == tf.bfloat16 else 11}.get(floats.size, 24)
        sampled = tf.random.stateless_uniform(_packed(shape), self._seed())
        return tf.cast(tf.floor(sampled * 2.0**bits) / 2.0**bits, floats)

    def normal(self, shape: Shape, *, like: Tensor, dtype: str | None = None) -> Tensor:
        sampled = tf.random.stateless_normal(_packed(shape), self._seed())
        return tf.cast(sampled, dtype or like.dtype)

    def _seed(self) -> Tensor:
        return tf.cast(self.seed_generator.next(), tf.int32)
