"""Embeddings."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from auto_core.initializers import NormalWithZeroRow, padding_row
from auto_tf.nn.module import Leaf, Parameter
from auto_tf.ops.tensor import Tensor


class Embedding(Leaf, keras.layers.Embedding):
    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None):
        super().__init__(num_embeddings, embedding_dim, dtype="float32")
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.padding_idx = padding = padding_row(padding_idx, num_embeddings)
        init = "normal" if padding is None else NormalWithZeroRow(padding)
        self._embeddings = Parameter((num_embeddings, embedding_dim), init=init, name="embeddings")
        self.built = True

    def call(self, index: Tensor) -> Tensor:  # [...] -> [... d]
        rows = tf.gather(self.rows(), index)
        if self.padding_idx is None:
            return rows
        padding = tf.equal(index, tf.cast(self.padding_idx, index.dtype))
        return tf.where(tf.expand_dims(padding, -1), tf.stop_gradient(rows), rows)

    def rows(self) -> Tensor:  # -> [n d]
        table: Any = self.embeddings
        return table.value if isinstance(table, keras.Variable) else table
