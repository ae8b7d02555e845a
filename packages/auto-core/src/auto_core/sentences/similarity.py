"""How near embeddings are to each other."""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core import ops as numpy_ops
from auto_core.errors import InputError


def similarities(kind: str, one: Any, other: Any, ops: Any) -> Any:
    """The similarities [n m] of vectors [n e] and [m e], computed with a framework's `ops` (two
    arrays of NumPy's: with NumPy's).

    A vector [e] counts as one row. Distances (euclidean, manhattan) have a minus before them.

    Raises:
        InputError: the vectors have different sizes.
    """
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        ops = numpy_ops
    one, other = _rows(one, ops), _rows(other, ops)
    if ops.shape(one)[-1] != ops.shape(other)[-1]:
        raise InputError(
            f"The embeddings have {ops.shape(one)[-1]} and {ops.shape(other)[-1]} features; "
            "compare those of one model and one truncate_dim."
        )
    if kind == "manhattan":
        rows = [ops.sum(ops.abs(other - row), -1) for row in one]
        return -ops.stack(rows, 0)
    if kind == "euclidean":
        rows = [ops.sqrt(ops.sum((other - row) ** 2, -1)) for row in one]
        return -ops.stack(rows, 0)
    if kind == "cosine":
        one, other = _scaled(one, ops), _scaled(other, ops)
    return ops.matmul(one, ops.transpose(other, 0, 1))


def _rows(x: Any, ops: Any) -> Any:
    x = ops.asarray(x)
    return ops.unsqueeze(x, 0) if len(ops.shape(x)) == 1 else x


def _scaled(x: Any, ops: Any) -> Any:
    return x / ops.clamp(ops.sqrt(ops.sum(x * x, -1, keepdim=True)), min=1e-12)
