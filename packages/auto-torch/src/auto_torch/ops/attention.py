"""Attention by torch's fused kernels, or step by step when the weights are asked for."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

from auto_torch.tracing import lacks_operators


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
    queries, keys = query.shape[1], key.shape[1]
    eager = return_weights or softcap is not None or sinks is not None
    # A single query is the last: it sees everything. (A branch, since torch's kernel takes no
    # symbolic boolean, and since sizes are tensors in torch.jit.trace.)
    if causal and bool(queries == 1):
        causal = False
    if causal and (queries != keys or mask is not None or bias is not None or eager):
        seen = causal_mask(queries, keys, query.device)
        mask = seen if mask is None else mask & seen
        causal = False
    query, key, value = (x.transpose(1, 2) for x in (query, key, value))  # [b h t d]
    if eager:
        output, weights = _eager(query, key, value, scale, mask, bias, softcap, sinks, dropout)
        return output, (weights if return_weights else None)
    if bias is not None:
        # The kernels take one additive mask; hidden keys get -inf there.
        mask = bias if mask is None else torch.where(mask, bias, float("-inf"))
        mask = mask.to(query.dtype)
    if lacks_operators():
        key, value = _repeated(query, key, value)
    output = scaled_dot_product_attention(
        query,
        key,
        value,
        attn_mask=mask,
        dropout_p=dropout.p if dropout is not None and dropout.training else 0.0,
        is_causal=causal,
        scale=scale,
        enable_gqa=bool(query.shape[1] != key.shape[1]),
    )
    return output.transpose(1, 2), None


def causal_mask(queries: int, keys: int, device: torch.device) -> Tensor:
    """[q k], True where key j is not after query i, the queries being the last of the keys."""
    return torch.ones(queries, keys, dtype=torch.bool, device=device).tril(keys - queries)


def _repeated(query: Tensor, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
    """Keys and values [b h t d] with as many heads as the queries have."""
    repeats = query.shape[1] // key.shape[1]
    if repeats > 1:
        key, value = (x.repeat_interleave(repeats, dim=1) for x in (key, value))
    return key, value


def _eager(query, key, value, scale, mask, bias, softcap, sinks, dropout) -> tuple[Tensor, Tensor]:
    key, value = _repeated(query, key, value)
    scores = query @ key.transpose(2, 3) * scale
    if bias is not None:
        scores = scores + bias
    if softcap is not None:
        scores = softcap * torch.tanh(scores / softcap)
    if mask is not None:
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    if sinks is not None:
        column = sinks.to(scores.dtype).reshape(1, -1, 1, 1).expand(*scores.shape[:-1], 1)
        scores = torch.cat([scores, column], -1)
    weights = scores.softmax(-1, dtype=torch.promote_types(scores.dtype, torch.float32))
    if sinks is not None:
        weights = weights[..., :-1]
    if mask is not None:
        weights = weights.masked_fill(~mask, 0.0)
    weights = weights.to(query.dtype)
    if dropout is not None:
        weights = dropout(weights)
    return (weights @ value).transpose(1, 2), weights
