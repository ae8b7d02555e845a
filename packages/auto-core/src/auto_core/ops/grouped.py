"""Products of rows with the matrix of the group that each belongs to: mixtures of experts."""

from __future__ import annotations

import numpy as np

from auto_core.ops.math import matmul
from auto_core.ops.tensor import Tensor


def grouped_matmul(x: Tensor, weight: Tensor, sizes: Tensor, *, transpose: bool) -> Tensor:
    """x @ weight[group], group by group; no row meets the matrix of a group that it is not in.

    Args:
        x: [n i], sorted by group: the first sizes[0] rows are of group 0, the next of group 1.
        weight: [g i o], or with `transpose` [g o i].
        sizes: [g], integers that add up to n. A group may have no rows; its matrix is not read.
        transpose: whether the matrices lie as those of a Linear do.

    Returns:
        [n o], in the dtype of `x`.
    """
    matrices = np.swapaxes(weight, 1, 2) if transpose else weight
    output = np.empty((len(x), matrices.shape[2]), x.dtype)
    start = 0
    for group in np.flatnonzero(sizes):
        end = start + int(sizes[group])
        output[start:end] = matmul(x[start:end], matrices[group])
        start = end
    return output
