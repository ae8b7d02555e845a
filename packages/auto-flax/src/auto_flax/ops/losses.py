"""Training losses, reduced to one number."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from auto_core.errors import InputError
from auto_core.ops.losses import unequal_rows
from auto_flax.ops.math import widen


def cross_entropy(
    logits: Array,
    labels: Array,
    *,
    ignore_index: int,
    weight: Array | None = None,
    reduction: str = "mean",
) -> Array:
    if labels.shape != logits.shape[:1]:  # JAX would repeat one
        raise InputError(unequal_rows(logits.shape, labels.shape))
    counted = labels != ignore_index
    rows = jax.nn.log_softmax(widen(logits), -1)
    labels = jnp.where(counted, labels, 0)
    picked = jnp.take_along_axis(rows, labels[:, None], axis=1)[:, 0]
    shares = counted if weight is None else counted * widen(weight)[labels]
    # An ignored row may hold inf, which 0 times it would make nan.
    total = -jnp.sum(jnp.where(counted, picked * shares, 0))
    loss = total if reduction == "sum" else total / jnp.sum(shares)
    return loss.astype(logits.dtype)


def l1_loss(input: Array, target: Array) -> Array:
    return jnp.mean(jnp.abs(widen(input) - target)).astype(input.dtype)


def mse_loss(input: Array, target: Array) -> Array:
    return jnp.mean((widen(input) - target) ** 2).astype(input.dtype)


def binary_cross_entropy_with_logits(input: Array, target: Array) -> Array:
    x = widen(input)
    return jnp.mean(jax.nn.softplus(x) - x * target).astype(input.dtype)
