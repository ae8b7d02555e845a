"""Elementwise nonlinearities."""

from __future__ import annotations

import math
from typing import Literal

import jax
import jax.numpy as jnp
from jax import Array

from auto_flax.ops.math import in_float32


def erf(x: Array) -> Array:
    return in_float32(jax.lax.erf, x)


def relu(x: Array) -> Array:
    return jax.nn.relu(x)


def sigmoid(x: Array) -> Array:
    return in_float32(jax.nn.sigmoid, x)


def tanh(x: Array) -> Array:
    return in_float32(jnp.tanh, x)


def silu(x: Array) -> Array:
    return in_float32(jax.nn.silu, x)


def gelu(x: Array, *, approximate: Literal["none", "tanh"]) -> Array:
    return in_float32(_gelu_tanh if approximate == "tanh" else _gelu, x)


def leaky_relu(x: Array, *, negative_slope: float) -> Array:
    return in_float32(lambda v: jax.nn.leaky_relu(v, negative_slope), x)


def softplus(x: Array) -> Array:
    return in_float32(jax.nn.softplus, x)


def elu(x: Array, *, alpha: float) -> Array:
    return in_float32(jax.nn.elu, x, alpha)


def selu(x: Array) -> Array:
    return in_float32(jax.nn.selu, x)


def mish(x: Array) -> Array:
    return in_float32(jax.nn.mish, x)


def hardswish(x: Array) -> Array:
    return in_float32(jax.nn.hard_swish, x)


def softsign(x: Array) -> Array:
    return in_float32(jax.nn.soft_sign, x)


def _gelu_tanh(x: Array) -> Array:
    return jax.nn.gelu(x, approximate=True)


def _gelu(x: Array) -> Array:
    # jax.nn.gelu has erfc instead, which costs several times as much and gains nothing here.
    return 0.5 * x * (1 + jax.lax.erf(x * math.sqrt(0.5)))
