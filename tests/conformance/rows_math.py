"""Arithmetic, reductions, products and activations."""

import numpy as np
from conformance.rows import Row, ints, positive, x

FAR = np.array([-1e3, -88.0, -20.0, -1e-3, 0.0, 1e-3, 20.0, 88.0, 1e3])

ROWS = [
    *(Row(op, "any", [x(2, 3)]) for op in ("abs", "exp", "sin", "cos")),
    Row("abs", "ints", [ints(2, 3, low=-4)]),
    *(Row(op, "positive", [positive(2, 3)]) for op in ("log", "sqrt", "rsqrt")),
    Row("exp", "empty", [x(0, 3)]),
    Row("maximum", "broadcast", [x(2, 3), x(3)]),
    Row("minimum", "ints", [ints(2, 3), ints(2, 1)]),
    Row("clamp", "both", [x(2, 3)], {"min": -0.5, "max": 0.25}),
    Row("clamp", "low", [ints(2, 3, low=-4)], {"min": 0}),
    Row("clamp", "high", [x(2, 3)], {"max": 0.0}),
    Row("sum", "last", [x(2, 3), -1]),
    Row("sum", "two", [x(2, 3, 4), (0, -1)], {"keepdim": True}),
    Row("sum", "empty", [x(2, 0), 1]),
    Row("sum", "ints", [ints(2, 3), 0]),
    Row("mean", "last", [x(2, 3), -1]),
    Row("mean", "two", [x(2, 3, 4), (1, 2)]),
    Row("mean", "keep", [x(2, 300), 1], {"keepdim": True}),
    Row("amax", "last", [x(2, 3), -1]),
    Row("amax", "two", [ints(2, 3, 4), (0, 2)], {"keepdim": True}),
    Row("amin", "first", [x(2, 3), 0]),
    Row("argmax", "last", [x(2, 9), -1]),
    Row("argmax", "ties", [np.zeros((2, 3)), 1]),
    Row("cumsum", "last", [x(2, 5), -1]),
    Row("cumsum", "ints", [ints(2, 5), 1]),
    Row("matmul", "batch", [x(2, 3, 4), x(2, 4, 5)]),
    Row("matmul", "broadcast", [x(2, 1, 3, 4), x(4, 5)]),
    Row("matmul", "empty", [x(0, 4), x(4, 5)]),
    Row("einsum", "heads", ["bqhd,bkhd->bhqk", x(2, 3, 2, 4), x(2, 5, 2, 4)]),
    Row("einsum", "distances", ["bqhs,qks->bhqk", x(2, 3, 2, 4), x(3, 5, 4)]),
    Row("softmax", "last", [x(2, 5, scale=4), -1]),
    Row("softmax", "middle", [x(2, 5, 3), 1]),
    Row("softmax", "huge", [FAR, 0]),
    Row("softmax", "one", [x(4, 1), -1]),
    Row("log_softmax", "last", [x(2, 5, scale=4), -1]),
    Row("log_softmax", "huge", [FAR, 0]),
    *(
        Row(op, "any", [x(3, 5, scale=3)])
        for op in ("erf", "relu", "sigmoid", "tanh", "silu", "softplus")
    ),
    *(Row(op, "far", [FAR]) for op in ("erf", "relu", "sigmoid", "tanh", "silu", "softplus")),
    *(Row(op, "empty", [x(0, 2)]) for op in ("erf", "relu", "silu")),
    Row("gelu", "exact", [x(3, 5, scale=3)], {"approximate": "none"}),
    Row("gelu", "tanh", [x(3, 5, scale=3)], {"approximate": "tanh"}),
    Row("gelu", "far", [FAR], {"approximate": "none"}),
    Row("leaky_relu", "any", [x(3, 5)], {"negative_slope": 0.2}),
]
