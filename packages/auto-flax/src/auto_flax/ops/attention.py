"""Attention by JAX's own function, or step by step for arguments that it does not have."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax import Array


def attention(
    query: Array,
    key: Array,
    value: Array,
    *,
    scale: float,
    mask: Array | None = None,
    causal: bool = False,
    bias: Array | None = None,
    softcap: float | None = None,
    sinks: Array | None = None,
    dropout: Any = None,
    return_weights: bool = False,
) -> tuple[Array, Array | None]:
    if causal and not (mask is None and query.shape[1] == key.shape[1]):
        seen = causal_mask(query.shape[1], key.shape[1])
        mask = seen if mask is None else mask & seen
        causal = False
    mask, bias = _four_axes(mask), _four_axes(bias)
    drops = dropout is not None and dropout.training and dropout.p > 0
    # JAX's function takes the softmax in float32 even of float64.
    fits = query.dtype.itemsize <= 4 and value.shape[-1] == key.shape[-1] and key.shape[1] > 0
    eager = return_weights or softcap is not None or sinks is not None
    if eager or drops or not fits:
        mask = causal_mask(query.shape[1], key.shape[1])[None, None] if causal else mask
        extras = (bias, softcap, sinks, dropout)
        return _eager(query, key, value, scale, mask, *extras, return_weights)
    output = jax.nn.dot_product_attention(
        query, key, value, bias, mask, scale=scale, is_causal=causal
    )
    if mask is not None:  # where all keys are masked, JAX averages over them
        attends = jnp.any(mask, axis=-1, keepdims=True)  # [b 1|h 1|q 1]
        output = jnp.where(jnp.swapaxes(attends, 1, 2), output, 0)
    return output, None


def causal_mask(queries: int, keys: int) -> Array:
    """[q k], True where key j is not after query i, the queries being the last of the keys."""
    return jnp.tri(queries, keys, keys - queries, dtype=jnp.bool_)


def _four_axes(x: Array | None) -> Array | None:
    return None if x is None else x.reshape((1,) * (4 - x.ndim) + x.shape)


def _eager(query, key, value, scale, mask, bias, softcap, sinks, dropout, return_weights):
    repeats = query.shape[2] // key.shape[2]
    if repeats > 1:
        key, value = (jnp.repeat(x, repeats, axis=2) for x in (key, value))
    wide = jnp.promote_types(query.dtype, jnp.float32)
    scores = jnp.einsum("bqhd,bkhd->bhqk", query, key, preferred_element_type=wide) * scale
    if bias is not None:
        scores = scores + bias
    if softcap is not None:
        scores = softcap * jnp.tanh(scores / softcap)
    if mask is not None:
        scores = jnp.where(mask, scores, jnp.finfo(scores.dtype).min)
    if sinks is not None:
        column = sinks.astype(scores.dtype).reshape(1, -1, 1, 1)
        column = jnp.broadcast_to(column, (*scores.shape[:-1], 1))
        weights = jax.nn.softmax(jnp.concatenate([scores, column], -1), axis=-1)[..., :-1]
    else:
        weights = jax.nn.softmax(scores, axis=-1)
    if mask is not None:
        weights = jnp.where(mask, weights, 0)
    weights = weights.astype(query.dtype)
    if dropout is not None:
        weights = dropout(weights)
    output = jnp.einsum("bhqk,bkhe->bqhe", weights, value)
    return output, (weights if return_weights else None)
