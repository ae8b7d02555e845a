"""Connectionist temporal classification, frame by frame in one scan."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from auto_core.ops.ctc import Reduction
from auto_flax.ops.math import widen

# Instead of minus infinity, whose gradients are nan: no sum of log probabilities comes near.
_NEVER = -1e30


def ctc_loss(
    log_probs: Array,
    targets: Array,
    input_lengths: Array,
    target_lengths: Array,
    *,
    blank: int,
    reduction: Reduction,
    zero_infinity: bool,
) -> Array:
    labels = jnp.where(jnp.arange(targets.shape[1]) < target_lengths[:, None], targets, blank)
    states = jnp.full((labels.shape[0], 2 * labels.shape[1] + 1), blank, labels.dtype)
    states = states.at[:, 1::2].set(labels)  # a blank around each label
    # A label may follow another one without a blank between them if they differ.
    skips = (states != blank) & (states != jnp.roll(states, 2, 1))
    skips = skips & (jnp.arange(states.shape[1]) >= 2)

    def step(alpha: Array, frame: tuple[Array, Array]) -> tuple[Array, None]:
        index, scores = frame
        reached = jnp.logaddexp(alpha, _shifted(alpha, 1))
        reached = jnp.logaddexp(reached, jnp.where(skips, _shifted(alpha, 2), _NEVER))
        reached = jnp.maximum(reached + jnp.take_along_axis(scores, states, axis=1), _NEVER)
        return jnp.where(index < input_lengths[:, None], reached, alpha), None

    x = widen(log_probs)
    start = jnp.where(jnp.arange(states.shape[1]) == 0, 0.0, _NEVER).astype(x.dtype)
    start = jnp.broadcast_to(start, states.shape)
    alpha, _ = jax.lax.scan(step, start, (jnp.arange(x.shape[0]), x))
    last = 2 * target_lengths[:, None]
    ends = jnp.take_along_axis(alpha, jnp.concatenate([last, jnp.maximum(last - 1, 0)], 1), axis=1)
    both = jnp.logaddexp(ends[:, 0], ends[:, 1])
    losses = -jnp.where(target_lengths > 0, both, ends[:, 0])
    losses = jnp.where(losses > -_NEVER / 2, 0 if zero_infinity else jnp.inf, losses)
    if reduction == "mean":
        losses = jnp.mean(losses / jnp.maximum(target_lengths, 1).astype(losses.dtype))
    elif reduction == "sum":
        losses = jnp.sum(losses)
    return losses.astype(log_probs.dtype)


def _shifted(alpha: Array, by: int) -> Array:
    return jnp.pad(alpha, ((0, 0), (by, 0)), constant_values=_NEVER)[:, : alpha.shape[1]]
