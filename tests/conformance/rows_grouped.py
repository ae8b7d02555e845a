"""Products by group; some groups have no rows, others more than a block."""

import numpy as np
from conformance.rows import Row, x

ROWS = [
    Row("grouped_matmul", of, [x(sum(sizes), 6), weight, np.array(sizes)], {"transpose": transpose})
    for of, sizes, weight, transpose in [
        ("some", [0, 3, 1, 0, 4], x(5, 6, 3), False),
        ("as of a Linear", [2, 0, 9], x(3, 4, 6), True),
        ("one each", [1, 1], x(2, 6, 4), False),
        ("many", [300, 0, 41], x(3, 5, 6), True),
        ("no rows", [0, 0], x(2, 6, 4), False),
    ]
]
