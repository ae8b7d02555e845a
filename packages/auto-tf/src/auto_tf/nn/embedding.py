"""Embeddings."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from auto_core.initializers import NormalWithZeroRow, padding_row
from auto_tf.nn.module import Leaf, Parameter
from auto_tf.ops.tensor import Tensor


class Embedding(Leaf, keras.layers.Embedding):
    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        *,
        scale: float | None = None,
        round_scale: bool = False,
    ):
        super().__init__(num_embeddings, embedding_dim, dtype="float32")
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.scale, self.round_scale = scale, round_scale
        self.padding_idx = padding = padding_row(padding_idx, num_embeddings)
        init = "normal" if padding is None else NormalWithZeroRow(padding)
        self._embeddings = Parameter((num_embeddings, embedding_dim), init=init, name="embeddings")
        self.built = True

    def call(self, index: Tensor) -> Tensor:  # [...] -> [... d]
        rows = tf.gather(self.rows(), index)
        if self.padding_idx is not None:
            padding = tf.equal(index, tf.cast(self.padding_idx, index.dtype))
            rows = tf.where(tf.expand_dims(padding, -1), tf.stop_gradient(rows), rows)
        if self.scale is None:
            return rows
        if self.round_scale:
            return rows * tf.cast(self.scale, rows.dtype)
        wide = tf.float64 if rows.dtype == tf.float64 else tf.float32
        return tf.cast(tf.cast(rows, wide) * self.scale, rows.dtype)

    def rows(self) -> Tensor:  # -> [n d]
        table: Any = self.embeddings
        return table.value if isinstance(table, keras.Variable) else table
