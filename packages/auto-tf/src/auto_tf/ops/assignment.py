"""Linear assignment, on the host."""

from __future__ import annotations

import tensorflow as tf

from auto_core.ops import assignment
from auto_tf.ops.tensor import Tensor


def linear_sum_assignment(cost: Tensor) -> tuple[Tensor, Tensor]:
    rows, columns = tf.numpy_function(
        assignment.linear_sum_assignment,
        [tf.cast(tf.stop_gradient(cost), tf.float64)],
        [tf.int64, tf.int64],
        stateful=False,
    )
    n, m = cost.shape.as_list()
    pairs = None if n is None or m is None else min(n, m)
    return tf.ensure_shape(rows, [pairs]), tf.ensure_shape(columns, [pairs])
