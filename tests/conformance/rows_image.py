"""Resizing, sampling and rearranging images."""

import itertools

import numpy as np
from conformance.rows import Row, ints, x

# Up, down, and both at once with one element in and one out.
_SIZES = [((3, 5), (7, 8)), ((9, 7), (4, 3)), ((1, 6), (3, 1))]
_ALIGNMENTS = [False, True]


def _resizing(mode: str, align: bool, **more: bool) -> list[Row]:
    return [
        Row(
            "interpolate",
            " ".join([mode, "corners" * align, *more, f"{h}x{w} to {size}"]),
            [x(2, h, w, 3), size],
            {"mode": mode, "align_corners": align, **more},
        )
        for (h, w), size in _SIZES
    ]


_BY_MODE = [_resizing(m, a) for m, a in itertools.product(("bilinear", "bicubic"), _ALIGNMENTS)]
_SMOOTH = [_resizing(mode, False, antialias=True) for mode in ("bilinear", "bicubic")]
_SEQUENCES = [
    Row(
        "interpolate",
        f"sequence {mode} {'corners' * align} {old} to {new}",
        [x(2, old, 3), new],
        {"mode": mode, "align_corners": align},
    )
    for mode, align in [("nearest", False), *(("linear", align) for align in _ALIGNMENTS)]
    for old, new in [(3, 7), (8, 3)]
]
# Positions that divide evenly in real numbers and may not in float32.
_EVEN = [
    Row("interpolate", f"nearest {old} to {new}", [x(1, old, 1, 1), (new, 1)], NEAREST)
    for NEAREST in [{"mode": "nearest", "align_corners": False}]
    for old, new in [(6, 14), (49, 21)]
]
# Well inside, on and beyond every border, and exactly on elements and between two.
_POSITIONS = np.concatenate([x(24, 2), np.array([[-1, -1], [1, 1], [0, 0], [-3.5, 2.5]])])
_SAMPLES = [
    Row(
        "grid_sample",
        " ".join([mode, padding, "corners" * align, f"{h}x{w}"]),
        [x(2, h, w, 3), np.stack([_POSITIONS, _POSITIONS[::-1]]).reshape(2, 4, 7, 2)],
        {"mode": mode, "padding_mode": padding, "align_corners": align},
    )
    for mode in ("bilinear", "nearest")
    for padding in ("zeros", "border", "reflection")
    for align in _ALIGNMENTS
    for h, w in ([(4, 5), (1, 3)] if padding == "reflection" else [(4, 5)])
]
_NOWHERE = {"mode": "bilinear", "padding_mode": "zeros", "align_corners": False}


def _patches(**options: object) -> dict[str, object]:
    return {"stride": 1, "padding": 0, "dilation": 1, **options}


ROWS = [
    *_resizing("nearest", False),
    *itertools.chain(*_BY_MODE, *_SMOOTH),
    *_SEQUENCES,
    *_EVEN,
    *_SAMPLES,
    Row("grid_sample", "no positions", [x(2, 3, 4, 1), x(2, 0, 5, 2)], _NOWHERE),
    Row("pixel_shuffle", "twice", [x(2, 3, 2, 12), 2]),
    Row("pixel_shuffle", "ints", [ints(1, 1, 2, 9), 3]),
    Row("unfold", "plain", [x(2, 4, 5, 3), 2], _patches()),
    Row("unfold", "stride", [x(1, 7, 6, 2), (3, 2)], _patches(stride=(2, 3))),
    Row("unfold", "padding", [x(2, 5, 1, 3), (3, 1)], _patches(padding=(1, 0))),
    Row("unfold", "dilation", [x(1, 6, 7, 2), 2], _patches(dilation=(3, 2), padding=1, stride=2)),
    Row(
        "interpolate",
        "empty batch",
        [x(0, 2, 3, 1), (4, 5)],
        {"mode": "bilinear", "align_corners": False},
    ),
]
