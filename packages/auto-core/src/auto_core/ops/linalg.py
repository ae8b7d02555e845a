"""Linear systems."""

from __future__ import annotations

import numpy as np

from auto_core.ops.math import in_float32, widen
from auto_core.ops.tensor import Tensor


def solve_triangular(a: Tensor, b: Tensor, *, upper: bool, unitriangular: bool) -> Tensor:
    """x [... n k] with a @ x = b, for triangular a [... n n] and b [... n k].

    The other triangle of `a` is not read; nor is its diagonal, taken for ones, where it is
    `unitriangular`. The leading axes are equal.
    """
    return in_float32(_solve, a, widen(b), upper, unitriangular)


def _solve(a: Tensor, b: Tensor, upper: bool, unitriangular: bool) -> Tensor:
    a = np.triu(a) if upper else np.tril(a)
    if unitriangular:
        index = np.arange(a.shape[-1])
        a[..., index, index] = 1
    return np.linalg.solve(a, b)
