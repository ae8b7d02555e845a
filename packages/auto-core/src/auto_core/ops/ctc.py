"""Connectionist temporal classification (Graves et al., 2006, doi:10.1145/1143844.1143891)."""

from __future__ import annotations

from typing import Literal

import numpy as np

from auto_core.ops.math import widen
from auto_core.ops.tensor import Tensor

Reduction = Literal["none", "mean", "sum"]


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor,
    target_lengths: Tensor,
    *,
    blank: int,
    reduction: Reduction,
    zero_infinity: bool,
) -> Tensor:
    """Negative log-likelihood of label sequences, summed over their alignments with frames.

    Args:
        log_probs: [t b c], from `log_softmax`.
        targets: [b s], integers below c and not `blank`; what is beyond its length is not read.
        input_lengths: [b], how many frames each sample has.
        target_lengths: [b], how many labels each sample has.
        blank: the class that stands between labels.
        reduction: "mean" divides each sample's loss by its number of labels (at least 1), then
            averages over samples; "sum" adds; "none" gives [b].
        zero_infinity: whether a sample with too few frames for its labels counts 0, not inf.
    """
    frames, batch, _ = log_probs.shape
    labels = np.where(np.arange(targets.shape[1]) < target_lengths[:, None], targets, blank)
    states = np.full((batch, 2 * labels.shape[1] + 1), blank)  # a blank around each label
    states[:, 1::2] = labels
    # A label may follow another one without a blank between them if they differ.
    skips = np.zeros(states.shape, bool)
    skips[:, 2:] = (states[:, 2:] != blank) & (states[:, 2:] != states[:, :-2])
    samples = np.arange(batch)[:, None]
    alpha = np.where(np.arange(states.shape[1]) == 0, 0.0, -np.inf)  # before the first frame
    alpha = np.broadcast_to(alpha, states.shape)
    for frame in range(frames):
        reached = np.logaddexp(alpha, _shifted(alpha, 1))
        reached = np.logaddexp(reached, np.where(skips, _shifted(alpha, 2), -np.inf))
        reached = reached + widen(log_probs[frame])[samples, states]
        alpha = np.where(frame < input_lengths[:, None], reached, alpha)
    last = 2 * target_lengths[:, None]
    ends = np.take_along_axis(alpha, np.concatenate([last, np.maximum(last - 1, 0)], 1), axis=1)
    both = np.logaddexp(ends[:, 0], ends[:, 1])
    losses = -np.where(target_lengths > 0, both, ends[:, 0])
    if zero_infinity:
        losses = np.where(np.isinf(losses), 0, losses)
    if reduction == "mean":
        losses = np.mean(losses / np.maximum(target_lengths, 1))
    elif reduction == "sum":
        losses = np.sum(losses)
    return np.asarray(losses, log_probs.dtype)


def _shifted(alpha: Tensor, by: int) -> Tensor:
    return np.pad(alpha, ((0, 0), (by, 0)), constant_values=-np.inf)[:, : alpha.shape[1]]
