"""Training losses, reduced to one number."""

from __future__ import annotations

import tensorflow as tf

from auto_tf.ops.math import widen
from auto_tf.ops.tensor import Tensor


def cross_entropy(
    logits: Tensor,
    labels: Tensor,
    *,
    ignore_index: int,
    weight: Tensor | None = None,
    reduction: str = "mean",
) -> Tensor:
    counted = tf.not_equal(labels, tf.cast(ignore_index, labels.dtype))
    labels = tf.where(counted, labels, tf.zeros_like(labels))
    rows = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=widen(logits))
    shares = tf.cast(counted, rows.dtype)
    if weight is not None:
        shares *= tf.gather(tf.cast(weight, rows.dtype), labels)
    total = tf.reduce_sum(rows * shares)
    return tf.cast(total if reduction == "sum" else total / tf.reduce_sum(shares), logits.dtype)


def l1_loss(input: Tensor, target: Tensor) -> Tensor:
    x = widen(input)
    return tf.cast(tf.reduce_mean(tf.abs(x - tf.cast(target, x.dtype))), input.dtype)


def mse_loss(input: Tensor, target: Tensor) -> Tensor:
    x = widen(input)
    return tf.cast(tf.reduce_mean(tf.square(x - tf.cast(target, x.dtype))), input.dtype)


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor) -> Tensor:
    x = widen(input)
    losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(target, x.dtype), logits=x)
    return tf.cast(tf.reduce_mean(losses), input.dtype)
