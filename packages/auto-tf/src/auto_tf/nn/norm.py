"""Normalisation layers."""

from __future__ import annotations

import keras
import tensorflow as tf

from auto_tf.nn.module import Leaf, Parameter
from auto_tf.ops.math import in_float32
from auto_tf.ops.tensor import Tensor


class LayerNorm(Leaf, keras.layers.LayerNormalization):
    def __init__(self, normalized_shape: int, *, eps: float, bias: bool = True):
        super().__init__(axis=-1, epsilon=eps, center=bias, dtype="float32")
        self.axis = [-1]  # as Keras leaves it after building
        self.gamma = Parameter((normalized_shape,), init="ones", name="gamma")
        self.beta = Parameter((normalized_shape,), init="zeros", name="beta") if bias else None
        self.built = True

    def call(self, x: Tensor) -> Tensor:  # [... d] -> [... d]
        return in_float32(self._normalise, x)

    def _normalise(self, x: Tensor) -> Tensor:
        centred = x - tf.reduce_mean(x, -1, keepdims=True)
        variance = tf.reduce_mean(tf.square(centred), -1, keepdims=True)
        scale = tf.math.rsqrt(variance + self.epsilon)
        y = centred * scale * tf.cast(self.gamma.value, x.dtype)
        return y if self.beta is None else y + tf.cast(self.beta.value, x.dtype)


class RMSNorm(Leaf, keras.layers.RMSNormalization):
    def __init__(self, normalized_shape: int, *, eps: float):
        super().__init__(axis=-1, epsilon=eps, dtype="float32")
        self.axis = [-1]  # as Keras leaves it after building
        self.scale = Parameter((normalized_shape,), init="ones", name="scale")
        self.built = True

    def call(self, x: Tensor) -> Tensor:  # [... d] -> [... d]
        return in_float32(self._normalise, x)

    def _normalise(self, x: Tensor) -> Tensor:
        size = tf.reduce_mean(tf.square(x), -1, keepdims=True)
        return x * tf.math.rsqrt(size + self.epsilon) * tf.cast(self.scale.value, x.dtype)
