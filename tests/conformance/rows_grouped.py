"""Products by group; some groups have no rows, others more than a block."""

import numpy as np
from conformance.rows import Row, x

ROWS = [
    Row("grouped_matmul", of, [x(sum(sizes), size), weight, np.array(sizes)], dict(transpose=turn))
    for of, sizes, weight, turn, size in [
        ("some", [0, 3, 1, 0, 4], x(5, 6, 3), False, 6),
        ("as of a Linear", [2, 0, 9], x(3, 4, 6), True, 6),
        ("one each", [1, 1], x(2, 6, 4), False, 6),
        ("many", [300, 0, 41], x(3, 5, 6), True, 6),
        ("of sizes that fit kernels", [3, 0, 2], x(3, 8, 4), False, 8),
        ("of such a Linear", [1, 0, 5], x(3, 4, 8), True, 8),
        ("no rows", [0, 0], x(2, 6, 4), False, 6),
    ]
]
