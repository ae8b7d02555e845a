"""Scores of masked tokens: the lowest number of their dtype, where outputs show them."""

from __future__ import annotations

from .. import ops

_LOWEST = {
    "float16": -65504.0,
    "bfloat16": -3.3895313892515355e38,
    "float32": -3.4028234663852886e38,
    "float64": -1.7976931348623157e308,
}


def masked_scores(scores, mask):
    """Scores where a boolean mask is True, else the lowest number; None masks nothing."""
    return scores if mask is None else ops.where(mask, scores, _LOWEST[ops.dtype(scores)])
