"""Losses, and the matching that some of them begin with."""

import numpy as np
from conformance.rows import Row, ints, positive, x

# Four samples: repeated labels, one label, none, and more labels than frames.
_LABELS = np.array([[3, 3, 1, -100], [2, -100, -100, -100], [0, 0, 0, 0], [1, 2, 3, 1]])
_LENGTHS = [np.array([7, 3, 5, 3]), np.array([3, 1, 0, 4])]


def _log_softmax(scores: np.ndarray) -> np.ndarray:
    return scores - np.log(np.sum(np.exp(scores), -1, keepdims=True))


def _ctc(of: str, reduction: str, *, zero_infinity: bool, samples: int, blank: int = 0) -> Row:
    scores = _log_softmax(x(7, samples, 5))
    options = {"blank": blank, "reduction": reduction, "zero_infinity": zero_infinity}
    lengths = [length[:samples] for length in _LENGTHS]
    return Row("ctc_loss", of, [scores, _LABELS[:samples], *lengths], options)


ROWS = [
    Row("cross_entropy", "all", [x(6, 5), ints(6)], {"ignore_index": -100}),
    Row("cross_entropy", "some", [x(4, 5), np.array([1, -100, 4, -100])], {"ignore_index": -100}),
    Row("cross_entropy", "none", [x(2, 5), np.array([-100, -100])], {"ignore_index": -100}),
    Row(
        "cross_entropy",
        "sum of none",
        [x(2, 5), np.array([-100, -100])],
        {"ignore_index": -100, "reduction": "sum"},
    ),
    Row("mse_loss", "matrix", [x(3, 4), x(3, 4)]),
    Row(
        "binary_cross_entropy_with_logits",
        "matrix",
        [x(3, 4, scale=30), np.round(np.abs(np.sin(x(3, 4))))],
    ),
    Row(
        "cross_entropy",
        "weighted",
        [x(4, 3), np.array([1, -100, 2, 1])],
        {"ignore_index": -100, "weight": positive(3)},
    ),
    Row(
        "cross_entropy",
        "weighted sum",
        [x(4, 3), np.array([1, -100, 2, 1])],
        {"ignore_index": -100, "weight": positive(3), "reduction": "sum"},
    ),
    Row("l1_loss", "matrix", [x(3, 4), x(3, 4)]),
    _ctc("each", "none", zero_infinity=False, samples=4),
    _ctc("each, finite", "none", zero_infinity=True, samples=4),
    _ctc("mean", "mean", zero_infinity=True, samples=4),
    _ctc("sum", "sum", zero_infinity=False, samples=3),
    _ctc("last class is blank", "none", zero_infinity=False, samples=3, blank=4),
    Row("linear_sum_assignment", "square", [x(5, 5)]),
    Row("linear_sum_assignment", "tall", [x(7, 3)]),
    Row("linear_sum_assignment", "wide", [x(1, 4)]),
    Row("linear_sum_assignment", "no columns", [x(4, 0)]),
]
