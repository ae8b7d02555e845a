"""Scaled dot-product attention (Vaswani et al., 2017, arXiv:1706.03762)."""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.ops.math import einsum, softmax, widen
from auto_core.ops.tensor import Tensor


def attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    *,
    scale: float,
    mask: Tensor | None = None,
    causal: bool = False,
    bias: Tensor | None = None,
    softcap: float | None = None,
    sinks: Tensor | None = None,
    dropout: Any = None,
    return_weights: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """softmax(scale * query @ key + bias) @ value, head by head.

    Args:
        query: [b q h d]
        key: [b k g d]; g divides h, and h/g neighbouring heads share one (grouped queries).
        value: [b k g e]
        mask: boolean, broadcastable to [b h q k]; True where a query attends. A query whose
            keys are all masked yields zeros.
        causal: query i of q attends to key j of k if j <= i + k - q (queries are the last ones).
        bias: added to the scaled products, broadcastable to [b h q k].
        softcap: scores s become softcap * tanh(s / softcap), before the mask; takes the eager path.
        sinks: [h], a score per head that takes part in the softmax and has no value: weights then
            add up to less than 1 (Xiao et al., 2023, arXiv:2309.17453); takes the eager path.
        dropout: an nn.Dropout, applied to the weights.
        return_weights: whether to return the weights too; this takes the slower, eager path.

    Returns:
        The output [b q h e], and the weights [b h q k] or None.
    """
    heads, kv_heads = query.shape[2], key.shape[2]
    if kv_heads != heads:
        key, value = (np.repeat(x, heads // kv_heads, axis=2) for x in (key, value))
    scores = widen(einsum("bqhd,bkhd->bhqk", query, key)) * scale
    if bias is not None:
        scores = scores + bias
    if softcap is not None:
        scores = softcap * np.tanh(scores / softcap)
    attended = causal_mask(query.shape[1], key.shape[1]) if causal else np.True_
    if mask is not None:
        attended = attended & mask
    scores = np.where(attended, scores, np.finfo(scores.dtype).min)
    if sinks is not None:
        column = np.broadcast_to(sinks.reshape(-1, 1, 1), (*scores.shape[:-1], 1))
        weights = softmax(np.concatenate([scores, column], -1), -1)[..., :-1]
    else:
        weights = softmax(scores, -1)
    weights = np.where(attended, weights, 0).astype(query.dtype)
    if dropout is not None:
        weights = dropout(weights)
    output = einsum("bhqk,bkhe->bqhe", weights, value)
    return output, (weights if return_weights else None)


def causal_mask(queries: int, keys: int) -> Tensor:
    """[q k], True where key j is not after query i, the queries being the last of the keys."""
    return np.tri(queries, keys, keys - queries, dtype=np.bool_)
