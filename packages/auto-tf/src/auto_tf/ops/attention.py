"""Attention step by step: TensorFlow has no fused kernel on all devices, XLA fuses these steps."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from auto_tf.ops.math import widen
from auto_tf.ops.tensor import Tensor, shape


def attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    *,
    scale: float,
    mask: Tensor | None = None,
    causal: bool = False,
    bias: Tensor | None = None,
    softcap: float | None = None,
    sinks: Tensor | None = None,
    dropout: Any = None,
    return_weights: bool = False,
) -> tuple[Tensor, Tensor | None]:
    if causal:
        seen = causal_mask(shape(query)[1], shape(key)[1])
        mask = seen if mask is None else mask & seen
    heads, shared = query.shape[2], key.shape[2]  # sizes of the model: always known
    repeats = (heads or 1) // (shared or 1)
    query, key, value = (tf.transpose(x, (0, 2, 1, 3)) for x in (query, key, value))  # [b h t d]
    if repeats > 1:
        key, value = (tf.repeat(x, repeats, axis=1) for x in (key, value))
    dtype = query.dtype
    if dtype in (tf.float32, tf.float64):
        scores = tf.matmul(query * tf.cast(scale, dtype), key, transpose_b=True)
    else:
        scores = widen(tf.matmul(query, key, transpose_b=True)) * scale
    if bias is not None:
        scores = scores + tf.cast(bias, scores.dtype)
    if softcap is not None:
        scores = softcap * tf.tanh(scores / softcap)
    if mask is None:
        weights = _softmax(scores, sinks)
    else:
        # Added, not selected: the mask is much smaller than the scores. Next to the lowest
        # number a score vanishes, so a row that sees nothing comes out arbitrary; it is zeroed.
        hidden = tf.where(mask, tf.zeros((), scores.dtype), scores.dtype.min)
        weights = _softmax(scores + hidden, sinks)
        weights = weights * tf.cast(tf.reduce_any(mask, -1, keepdims=True), weights.dtype)
    weights = tf.cast(weights, dtype)
    if dropout is not None:
        weights = dropout(weights)
    output = tf.transpose(tf.matmul(weights, value), (0, 2, 1, 3))
    return output, (weights if return_weights else None)


def _softmax(scores: Tensor, sinks: Tensor | None) -> Tensor:
    if sinks is None:
        return tf.nn.softmax(scores)
    column = tf.reshape(tf.cast(sinks, scores.dtype), (1, -1, 1, 1))
    column = tf.broadcast_to(column, tf.concat([tf.shape(scores)[:-1], [1]], 0))
    return tf.nn.softmax(tf.concat([scores, column], -1))[:, :, :, :-1]


def causal_mask(queries: Any, keys: Any) -> Tensor:
    """[q k], True where key j is not after query i, the queries being the last of the keys."""
    queries, keys = tf.cast(queries, tf.int64), tf.cast(keys, tf.int64)
    last = tf.range(queries)[:, None] + (keys - queries)
    return tf.range(keys)[None, :] <= last
