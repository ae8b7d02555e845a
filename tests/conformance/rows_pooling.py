"""Largest and mean values of windows."""

from conformance.rows import Row, x

_IMAGE, _SEQUENCE = x(2, 7, 6, 3), x(2, 9, 4)

ROWS = [
    Row("max_pool1d", "halves", [_SEQUENCE, 2], {"stride": 2, "padding": 0}),
    Row("max_pool1d", "padded", [_SEQUENCE - 5, 4], {"stride": 3, "padding": 2}),
    Row("max_pool2d", "padded", [_IMAGE - 5, 3], {"stride": 2, "padding": 1}),
    Row("max_pool2d", "uneven", [_IMAGE, (2, 3)], {"stride": (1, 2), "padding": (0, 1)}),
    Row("max_pool2d", "empty batch", [x(0, 4, 4, 3), 2], {"stride": 2, "padding": 0}),
    Row(
        "avg_pool1d",
        "padded",
        [_SEQUENCE, 3],
        {"stride": 2, "padding": 1, "count_include_pad": True},
    ),
    Row(
        "avg_pool1d",
        "padding not counted",
        [_SEQUENCE, 3],
        {"stride": 1, "padding": 1, "count_include_pad": False},
    ),
    Row(
        "avg_pool2d",
        "whole",
        [_IMAGE, (7, 6)],
        {"stride": 1, "padding": 0, "count_include_pad": False},
    ),
    Row(
        "avg_pool2d",
        "padded",
        [_IMAGE, 3],
        {"stride": (2, 1), "padding": 1, "count_include_pad": True},
    ),
    Row(
        "avg_pool2d",
        "padding not counted",
        [_IMAGE, 3],
        {"stride": 2, "padding": (1, 0), "count_include_pad": False},
    ),
    Row("adaptive_avg_pool1d", "fewer", [_SEQUENCE, 4]),
    Row("adaptive_avg_pool1d", "more", [_SEQUENCE, 12]),
    Row("adaptive_avg_pool2d", "one", [_IMAGE, 1]),
    Row("adaptive_avg_pool2d", "uneven", [_IMAGE, (3, 4)]),
]
