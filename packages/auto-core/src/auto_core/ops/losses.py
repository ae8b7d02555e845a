"""Training losses, reduced to their mean."""

from __future__ import annotations

import numpy as np

from auto_core.ops.math import log_softmax, widen
from auto_core.ops.tensor import Tensor


def cross_entropy(logits: Tensor, labels: Tensor, *, ignore_index: int) -> Tensor:
    """Mean negative log-likelihood of the labels.

    Args:
        logits: [n c], unnormalised.
        labels: [n], integers below c; rows labelled `ignore_index` do not count.

    Returns:
        A scalar; nan when every row is ignored.
    """
    counted = labels != ignore_index
    rows = log_softmax(widen(logits), -1)
    picked = np.take_along_axis(rows, np.where(counted, labels, 0)[:, None], axis=1)[:, 0]
    with np.errstate(invalid="ignore"):
        loss = -np.sum(picked * counted) / np.sum(counted)
    return np.asarray(loss, logits.dtype)


def mse_loss(input: Tensor, target: Tensor) -> Tensor:
    """Mean squared difference of two tensors of one shape."""
    return np.asarray(np.mean((widen(input) - target) ** 2), input.dtype)


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor) -> Tensor:
    """Mean over all elements of the negative log-likelihood of `target` in [0, 1]."""
    x = widen(input)
    zero = np.zeros((), x.dtype)
    loss = np.logaddexp(zero, x) - x * target
    return np.asarray(np.mean(loss), input.dtype)
