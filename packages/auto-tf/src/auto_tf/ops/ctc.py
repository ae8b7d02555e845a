"""Connectionist temporal classification, frame by frame in one scan.

TensorFlow's own wants dense logits and knows no infinite loss.
"""

from __future__ import annotations

import tensorflow as tf

from auto_core.ops.ctc import Reduction
from auto_tf.ops.math import widen
from auto_tf.ops.tensor import Tensor, reshape, shape

# Instead of minus infinity, whose gradients are nan: no sum of log probabilities comes near.
_NEVER = -1e30


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
    targets, input_lengths, target_lengths = (
        tf.cast(t, tf.int64) for t in (targets, input_lengths, target_lengths)
    )
    batch, most = shape(targets)
    read = tf.range(tf.cast(most, tf.int64)) < target_lengths[:, None]
    labels = tf.where(read, targets, tf.cast(blank, tf.int64))
    # A blank after each label, and one before them all.
    states = tf.stack([labels, tf.fill(tf.shape(labels), tf.cast(blank, tf.int64))], -1)
    states = tf.pad(reshape(states, (batch, 2 * most)), ((0, 0), (1, 0)), constant_values=blank)
    # A label may follow another one without a blank between them if they differ.
    before = tf.pad(states, ((0, 0), (2, 0)), constant_values=blank)[:, :-2]
    skips = tf.not_equal(states, blank) & tf.not_equal(states, before)
    skips &= tf.range(tf.cast(2 * most + 1, tf.int64)) >= 2

    def step(alpha: Tensor, frame: tuple[Tensor, Tensor]) -> Tensor:
        index, scores = frame
        two_back = tf.where(skips, _shifted(alpha, 2), tf.cast(_NEVER, alpha.dtype))
        reached = tf.reduce_logsumexp(tf.stack([alpha, _shifted(alpha, 1), two_back]), 0)
        reached = tf.maximum(reached + scores, _NEVER)
        return tf.where(index < input_lengths[:, None], reached, alpha)

    x = tf.transpose(widen(log_probs), (1, 2, 0))  # [b c t]
    scores = tf.transpose(tf.gather(x, states, axis=1, batch_dims=1), (2, 0, 1))  # [t b states]
    nowhere = tf.fill(tf.shape(states[:, 1:]), tf.cast(_NEVER, x.dtype))
    start = tf.concat([tf.zeros_like(x[:, :1, 0]), nowhere], 1)  # before the first frame
    frames = tf.range(tf.shape(scores, tf.int64)[0])
    alpha = tf.concat([start[None], tf.scan(step, (frames, scores), start)], 0)[-1]
    last = 2 * target_lengths[:, None]
    ends = tf.gather(alpha, tf.concat([last, tf.maximum(last - 1, 0)], 1), axis=1, batch_dims=1)
    losses = -tf.where(target_lengths > 0, tf.reduce_logsumexp(ends, 1), ends[:, 0])
    losses = tf.where(
        losses > -_NEVER / 2, tf.cast(0.0 if zero_infinity else float("inf"), x.dtype), losses
    )
    if reduction == "mean":
        losses = tf.reduce_mean(losses / tf.cast(tf.maximum(target_lengths, 1), losses.dtype))
    elif reduction == "sum":
        losses = tf.reduce_sum(losses)
    return tf.cast(losses, log_probs.dtype)


def _shifted(alpha: Tensor, by: int) -> Tensor:
    beyond = tf.fill(tf.shape(alpha[:, :by]), tf.cast(_NEVER, alpha.dtype))
    return tf.concat([beyond, alpha], 1)[:, : tf.shape(alpha)[1]]
