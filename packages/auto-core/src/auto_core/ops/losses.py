"""Training losses, reduced to one number."""

from __future__ import annotations

import numpy as np

from auto_core.errors import InputError
from auto_core.ops.math import log_softmax, widen
from auto_core.ops.tensor import Tensor


def unequal_rows(logits: tuple[int, ...], labels: tuple[int, ...]) -> str:
    """What to say of labels that do not fit the scores, whose shapes these are."""
    return (
        f"Labels of shape {list(labels)} do not fit scores of shape {list(logits)}: pass a label "
        "for each row of scores."
    )


def cross_entropy(
    logits: Tensor,
    labels: Tensor,
    *,
    ignore_index: int,
    weight: Tensor | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Negative log-likelihood of the labels, its mean or its sum.

    Args:
        logits: [n c], unnormalised.
        labels: [n], integers below c; rows labelled `ignore_index` do not count.
        weight: [c], how much rows with each label count; by default all the same.
        reduction: "mean" or "sum".

    Returns:
        A scalar; the mean is nan when every row is ignored.

    Raises:
        InputError: there are not as many labels as rows.
    """
    if labels.shape != logits.shape[:1]:
        raise InputError(unequal_rows(logits.shape, labels.shape))
    counted = labels != ignore_index
    rows = log_softmax(widen(logits), -1)
    picked = np.where(counted, labels, 0)
    shares = counted if weight is None else counted * widen(weight)[picked]
    loss = -np.sum(rows[np.arange(len(rows)), picked] * shares)
    if reduction == "mean":
        with np.errstate(invalid="ignore"):
            loss = loss / np.sum(shares)
    return np.asarray(loss, logits.dtype)


def l1_loss(input: Tensor, target: Tensor) -> Tensor:
    """Mean absolute difference of two tensors of one shape."""
    return np.asarray(np.mean(np.abs(widen(input) - target)), input.dtype)


def mse_loss(input: Tensor, target: Tensor) -> Tensor:
    """Mean squared difference of two tensors of one shape."""
    return np.asarray(np.mean((widen(input) - target) ** 2), input.dtype)


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor) -> Tensor:
    """Mean over all elements of the negative log-likelihood of `target` in [0, 1]."""
    x = widen(input)
    zero = np.zeros((), x.dtype)
    loss = np.logaddexp(zero, x) - x * target
    return np.asarray(np.mean(loss), input.dtype)
