"""Linear systems."""

from __future__ import annotations

import tensorflow as tf

from auto_tf.ops.math import in_float32
from auto_tf.ops.tensor import Tensor


def solve_triangular(a: Tensor, b: Tensor, *, upper: bool, unitriangular: bool) -> Tensor:
    def solve(wide: Tensor) -> Tensor:
        if unitriangular:
            wide = tf.linalg.set_diag(wide, tf.ones_like(tf.linalg.diag_part(wide)))
        return tf.linalg.triangular_solve(wide, tf.cast(b, wide.dtype), lower=not upper)

    return in_float32(solve, a)
