"""Loops over the steps of a sequence, and what their steps solve."""

from typing import Any

from conformance.rows import Row, x


def _decaying(carry: tuple[Any, ...], entry: tuple[Any, ...]) -> tuple[Any, ...]:
    """A state that decays and takes up what comes in, written with operators alone."""
    state, last = carry
    decay, new = entry
    state = state * decay + new
    return (state, last * 0.5 + new), (state + last, state * 2)


ROWS = [
    Row("scan", "states", [_decaying, [x(2, 3), x(2, 3)], [x(7, 2, 3), x(7, 2, 3)]]),
    Row("scan", "one", [_decaying, [x(3), x(3)], [x(1, 3), x(1, 3)]]),
    Row("scan", "long", [_decaying, [x(2), x(2)], [x(60, 1, scale=0.4), x(60, 2)]]),
    Row(
        "solve_triangular",
        "lower",
        [x(2, 4, 4, scale=0.3), x(2, 4, 3)],
        {"upper": False, "unitriangular": True},
    ),
    Row(
        "solve_triangular",
        "upper",
        [x(2, 1, 4, 4, scale=0.2) + 1.0, x(2, 1, 4, 1)],
        {"upper": True, "unitriangular": False},
    ),
]
