"""Normalisation layers."""

from __future__ import annotations

import keras
import tensorflow as tf

from auto_tf.nn.module import Buffer, Leaf, Parameter, Switched
from auto_tf.ops.math import in_float32
from auto_tf.ops.tensor import Tensor, reshape, shape


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


class _BatchNorm(Switched, keras.layers.BatchNormalization):
    """Keras' momentum is what is kept of the running statistics, torch's what is taken in."""

    def __init__(self, num_features: int, *, eps: float, momentum: float, affine: bool = True):
        super().__init__(
            epsilon=eps, momentum=1 - momentum, center=affine, scale=affine, dtype="float32"
        )
        self._convert_input_args = False
        self.gamma = Parameter((num_features,), init="ones", name="gamma") if affine else None
        self.beta = Parameter((num_features,), init="zeros", name="beta") if affine else None
        self.moving_mean = Buffer((num_features,), init="zeros", name="moving_mean")
        self.moving_variance = Buffer((num_features,), init="ones", name="moving_variance")
        self.num_batches_tracked = Buffer((), init="zeros", dtype="int64", name="batches")
        self.built = True

    def call(self, x: Tensor, training: bool | None = None, mask: None = None) -> Tensor:
        training = self.training if training is None else training
        # Keras' rule: a frozen batch norm keeps to its statistics.
        return in_float32(self._normalise, x, batch=bool(training) and self.trainable)

    def _normalise(self, x: Tensor, *, batch: bool) -> Tensor:
        mean, variance = (
            tf.cast(v.value, x.dtype) for v in (self.moving_mean, self.moving_variance)
        )
        if batch:
            mean, variance = tf.nn.moments(x, list(range(len(x.shape) - 1)))
            count = tf.cast(tf.size(x) // tf.shape(x)[-1], x.dtype)
            self._follow(self.moving_mean, mean)
            self._follow(self.moving_variance, variance * count / tf.maximum(count - 1, 1))
            self.num_batches_tracked.assign(self.num_batches_tracked.value + 1)
        gamma, beta = self.gamma, self.beta
        if gamma is None or beta is None:
            return (x - mean) * tf.math.rsqrt(variance + self.epsilon)
        gamma, beta = (tf.cast(v.value, x.dtype) for v in (gamma, beta))
        return tf.nn.batch_normalization(x, mean, variance, beta, gamma, self.epsilon)

    def _follow(self, running: Buffer, now: Tensor) -> None:
        old = running.value
        new = self.momentum * tf.cast(old, now.dtype) + (1 - self.momentum) * now
        running.assign(tf.cast(tf.stop_gradient(new), old.dtype))


class BatchNorm1d(_BatchNorm):
    pass


class BatchNorm2d(_BatchNorm):
    pass


class GroupNorm(Leaf, keras.layers.GroupNormalization):
    def __init__(self, num_groups: int, num_channels: int, *, eps: float, affine: bool = True):
        super().__init__(num_groups, epsilon=eps, center=affine, scale=affine, dtype="float32")
        self.num_groups = num_groups
        self.gamma = Parameter((num_channels,), init="ones", name="gamma") if affine else None
        self.beta = Parameter((num_channels,), init="zeros", name="beta") if affine else None
        self.built = True

    def call(self, x: Tensor) -> Tensor:  # [b ... c] -> [b ... c]
        return in_float32(self._normalise, x)

    def _normalise(self, x: Tensor) -> Tensor:
        sizes = shape(x)
        positions = 1
        for size in sizes[1:-1]:
            positions = positions * size
        group = sizes[-1] // self.num_groups
        groups = reshape(x, (sizes[0], positions, self.num_groups, group))
        centred = groups - tf.reduce_mean(groups, (1, 3), keepdims=True)
        variance = tf.reduce_mean(tf.square(centred), (1, 3), keepdims=True)
        y = reshape(centred * tf.math.rsqrt(variance + self.epsilon), sizes)
        if self.gamma is None or self.beta is None:
            return y
        return y * tf.cast(self.gamma.value, x.dtype) + tf.cast(self.beta.value, x.dtype)
