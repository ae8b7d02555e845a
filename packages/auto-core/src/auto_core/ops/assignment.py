"""Linear assignment: pairs of rows and columns of least cost, as set losses match predictions."""

from __future__ import annotations

import numpy as np

from auto_core.errors import MissingDependencyError
from auto_core.ops.math import widen
from auto_core.ops.tensor import Tensor


def linear_sum_assignment(cost: Tensor) -> tuple[Tensor, Tensor]:
    """Pairs of a row and a column, none twice, whose costs have the least sum.

    Runs on the host, in compiled graphs too (XLA under TensorFlow excepted), and has no gradient.

    Args:
        cost: [rows columns], finite.

    Returns:
        The rows, ascending, and the column of each: two of [min(rows, columns)], int64.

    Raises:
        MissingDependencyError: SciPy is not installed.
        ValueError: a cost is nan or minus infinity.
    """
    try:
        from scipy.optimize import linear_sum_assignment as assign
    except ModuleNotFoundError as error:
        raise MissingDependencyError(
            "Matching predictions with labels needs SciPy, which is not installed: "
            'pip install "auto-core[losses]"'
        ) from error
    rows, columns = assign(widen(np.asarray(cost)))
    return rows.astype(np.int64), columns.astype(np.int64)
