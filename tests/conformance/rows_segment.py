"""Reductions over groups of rows; group 2 of each table has no row, and the last one neither."""

import numpy as np
from conformance.rows import Row, ints, x

_INDEX = np.array([3, 0, 1, 1, 0, 0, 3])

ROWS = [
    Row(f"segment_{how}", of, [values, index, 5])
    for how in ("sum", "mean", "max", "min")
    for of, values, index in [
        ("numbers", x(7) - 2.0, _INDEX),
        ("rows", x(7, 2, 3), _INDEX),
        ("no rows", x(0, 3), _INDEX[:0]),
    ]
]
ROWS += [
    Row(f"segment_{how}", "ints", [ints(7, 2, low=-9, high=-3), _INDEX, 5])
    for how in ("sum", "max", "min")
]
