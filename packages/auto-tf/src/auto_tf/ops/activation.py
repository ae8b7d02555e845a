"""Elementwise nonlinearities."""

from __future__ import annotations

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
    return in_float32(tf.nn.gelu, x, approximate == "tanh")


def leaky_relu(x: Tensor, *, negative_slope: float) -> Tensor:
    return in_float32(tf.nn.leaky_relu, x, negative_slope)


def softplus(x: Tensor) -> Tensor:
    return in_float32(tf.math.softplus, x)
