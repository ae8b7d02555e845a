"""Loops over the steps of a sequence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf

from auto_tf.ops.tensor import Tensor

Tensors = tuple[Tensor, ...]
Step = Callable[[Tensors, Tensors], tuple[Tensors, Tensors]]


def scan(step: Step, init: Sequence[Tensor], xs: Sequence[Tensor]) -> tuple[Tensors, Tensors]:
    known = xs[0].shape[0]
    count = tf.shape(xs[0])[0] if known is None else known
    # The first step stands before the loop: what it returns says which arrays the loop fills.
    carry, first = step(tuple(init), tuple(x[0] for x in xs))
    if known == 1:
        return carry, tuple(y[None] for y in first)
    filled = tuple(
        tf.TensorArray(y.dtype, size=count, element_shape=y.shape).write(0, y) for y in first
    )

    def body(index: Tensor, carry: Tensors, filled: tuple[Any, ...]) -> tuple[Any, ...]:
        carry, ys = step(carry, tuple(tf.gather(x, index) for x in xs))
        written = (array.write(index, y) for array, y in zip(filled, ys, strict=True))
        return index + 1, carry, tuple(written)

    _, carry, filled = tf.while_loop(
        lambda index, carry, filled: index < count,
        body,
        (tf.constant(1), carry, filled),
        maximum_iterations=None if known is None else known - 1,  # XLA's gradients ask for it
    )
    return carry, tuple(array.stack() for array in filled)
