"""Training losses, reduced to their mean."""

from __future__ import annotations

import tensorflow as tf

from auto_tf.ops.math import widen
from auto_tf.ops.tensor import Tensor


def cross_entropy(logits: Tensor, labels: Tensor, *, ignore_index: int) -> Tensor:
    counted = tf.not_equal(labels, tf.cast(ignore_index, labels.dtype))
    rows = tf.nn.sparse_softmax_cross_entropy_with_logits(
        labels=tf.where(counted, labels, tf.zeros_like(labels)), logits=widen(logits)
    )
    weights = tf.cast(counted, rows.dtype)
    return tf.cast(tf.reduce_sum(rows * weights) / tf.reduce_sum(weights), logits.dtype)


def mse_loss(input: Tensor, target: Tensor) -> Tensor:
    x = widen(input)
    return tf.cast(tf.reduce_mean(tf.square(x - tf.cast(target, x.dtype))), input.dtype)


def binary_cross_entropy_with_logits(input: Tensor, target: Tensor) -> Tensor:
    x = widen(input)
    losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(target, x.dtype), logits=x)
    return tf.cast(tf.reduce_mean(losses), input.dtype)
