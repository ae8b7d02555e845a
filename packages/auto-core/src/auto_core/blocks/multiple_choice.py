"""Folding the axis of choices of a multiple-choice input into the batch."""

from __future__ import annotations

from .. import ops


def fold_choices(x):
    """[b n ...] -> [b*n ...]; None stays None."""
    return None if x is None else ops.reshape(x, (-1, *ops.shape(x)[2:]))
