"""Convolution with weights that are no layer's own."""

from conformance.rows import Row, x

PLAIN = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1}

ROWS = [
    Row("conv1d", "plain", [x(2, 9, 4), x(6, 4, 3)], PLAIN),
    Row("conv1d", "bias", [x(2, 9, 4), x(6, 4, 3), x(6)], PLAIN),
    Row("conv1d", "padding", [x(2, 9, 4), x(6, 4, 4)], PLAIN | {"padding": 2}),
    Row("conv1d", "stride", [x(2, 10, 4), x(6, 4, 3)], PLAIN | {"stride": 3, "padding": 1}),
    Row("conv1d", "dilation", [x(2, 9, 4), x(6, 4, 3)], PLAIN | {"dilation": 3, "padding": 3}),
    Row("conv1d", "groups", [x(2, 9, 4), x(6, 2, 3), x(6)], PLAIN | {"groups": 2, "padding": 1}),
    Row("conv1d", "depthwise", [x(2, 9, 4), x(8, 1, 3)], PLAIN | {"groups": 4, "padding": 1}),
    Row("conv1d", "one step", [x(1, 1, 3), x(2, 3, 1)], PLAIN),
    Row("conv1d", "no batch", [x(0, 5, 3), x(2, 3, 2)], PLAIN),
    Row("conv2d", "plain", [x(2, 5, 6, 3), x(4, 3, 2, 3)], PLAIN),
    Row("conv2d", "bias", [x(1, 5, 4, 3), x(4, 3, 3, 3), x(4)], PLAIN | {"padding": 1}),
    Row(
        "conv2d",
        "sizes",
        [x(2, 7, 8, 2), x(3, 2, 3, 2)],
        PLAIN | {"stride": (2, 3), "padding": (0, 2)},
    ),
    Row(
        "conv2d",
        "dilation",
        [x(2, 7, 8, 2), x(3, 2, 3, 2)],
        PLAIN | {"dilation": (2, 1), "padding": (2, 1)},
    ),
    Row("conv2d", "groups", [x(2, 5, 5, 4), x(6, 2, 3, 3), x(6)], PLAIN | {"groups": 2}),
]
