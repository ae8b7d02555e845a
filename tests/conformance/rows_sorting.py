"""Top k, sorting, scatter and scatter-add. Equal values only where every framework agrees."""

import numpy as np
from conformance.rows import Row, bools, ints, x

_REPEATED = np.array([[3, 1, 3, 2, 1, 3]])

ROWS = [
    Row("topk", "last", [x(2, 7), 3, -1]),
    Row("topk", "middle", [x(2, 5, 3), 2, 1]),
    Row("topk", "all", [x(2, 4), 4, 1]),
    Row("argsort", "ascending", [x(2, 7), -1], {"descending": False}),
    Row("argsort", "descending", [x(2, 5, 3), 1], {"descending": True}),
    Row("argsort", "equal ascending", [_REPEATED, -1], {"descending": False}),
    Row("argsort", "equal descending", [_REPEATED, -1], {"descending": True}),
    Row("scatter_add", "repeated", [x(2, 4), -1, np.array([[1, 1, 3], [0, 2, 0]]), x(2, 3)]),
    Row("scatter_add", "middle", [x(2, 4, 3), 1, ints(2, 5, 3, high=4), x(2, 5, 3)]),
    Row("scatter", "last", [x(2, 4), -1, np.array([[1, 0, 3], [0, 2, 1]]), x(2, 3)]),
    Row("scatter", "middle", [x(2, 4, 1), 1, np.array([[[3]], [[0]]]), x(2, 1, 1)]),
    Row("scatter", "bools", [bools(5), 0, np.array([4, 1]), np.array([True, False])]),
    Row("scatter", "none", [ints(2, 3), 1, ints(2, 0), ints(2, 0)]),
    Row("scatter_add", "ints", [ints(6), 0, np.array([5, 5]), ints(2)]),
]
