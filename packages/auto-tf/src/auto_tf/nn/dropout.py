"""Dropout of elements and of whole samples."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from auto_tf.nn.module import Bare, Switched, untracked
from auto_tf.nn.random import current_seeds
from auto_tf.ops.tensor import Tensor, ones, shape


class Dropout(Switched, Bare, keras.layers.Dropout):
    def __init__(self, p: float):
        with untracked(self):  # Keras' own constructor would make a generator for each layer
            super(keras.layers.Dropout, self).__init__(dtype="float32")
        self.rate = self.p = p
        self.seed, self.noise_shape, self.supports_masking = None, None, True
        self.seed_generator = current_seeds()
        self.built = True
        self._convert_input_args = False

    def call(self, x: Tensor, training: bool | None = None) -> Any:
        return super().call(x, training=self.training if training is None else training)


class DropPath(Dropout):
    def __init__(self, p: float):
        super().__init__(p)

    def call(self, x: Tensor, training: bool | None = None) -> Any:
        training = self.training if training is None else training
        if not training or self.p == 0:
            return x
        samples = ones((shape(x)[0], *(1,) * (len(x.shape) - 1)), like=x)
        return tf.multiply(x, super().call(samples, training=training))
