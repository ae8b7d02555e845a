"""Elementwise nonlinearities."""

from __future__ import annotations

import math
from typing import Literal

import tensorflow as tf

from auto_tf.ops.math import in_float32
from auto_tf.ops.tensor import Tensor


def erf(x: Tensor) -> Tensor:
    return in_float32(tf.math.erf, x)


def relu(x: Tensor) -> Tensor:
    return tf.nn.relu(x)


def sigmoid(x: Tensor) -> Tensor:
    return in_float32(tf.sigmoid, x)


def tanh(x: Tensor) -> Tensor:
    return in_float32(tf.tanh, x)


def silu(x: Tensor) -> Tensor:
    return in_float32(tf.nn.silu, x)


def gelu(x: Tensor, *, approximate: Literal["none", "tanh"]) -> Tensor:
    return in_float32(tf.nn.gelu, x, True) if approximate == "tanh" else in_float32(_gelu, x)


def _gelu(x: Tensor) -> Tensor:
    """As torch computes it. `tf.nn.gelu` takes erfc, whose CPU kernel is 1.6 times as slow."""
    return 0.5 * x * (1.0 + tf.math.erf(x * math.sqrt(0.5)))


def leaky_relu(x: Tensor, *, negative_slope: float) -> Tensor:
    return in_float32(tf.nn.leaky_relu, x, negative_slope)


def softplus(x: Tensor) -> Tensor:
    return in_float32(tf.math.softplus, x)


def elu(x: Tensor, *, alpha: float) -> Tensor:
    return in_float32(lambda v: tf.where(v > 0, v, alpha * tf.math.expm1(tf.minimum(v, 0))), x)


def selu(x: Tensor) -> Tensor:
    return in_float32(tf.nn.selu, x)


def mish(x: Tensor) -> Tensor:
    return in_float32(lambda v: v * tf.tanh(tf.math.softplus(v)), x)


def hardswish(x: Tensor) -> Tensor:
    return in_float32(lambda v: v * tf.nn.relu6(v + 3) / 6, x)


def softsign(x: Tensor) -> Tensor:
    return in_float32(tf.nn.softsign, x)
