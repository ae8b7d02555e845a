"""Pooling of a text's hidden states [b t d] to one vector [b d], by its attention mask."""

from __future__ import annotations

from .. import ops


def mean_of_tokens(hidden, attention_mask):  # [b t d], [b t] or None -> [b d]
    """The mean over the tokens that are no padding."""
    if attention_mask is None:
        return ops.mean(hidden, 1)
    counted = ops.unsqueeze(ops.cast(attention_mask, ops.dtype(hidden)), 2)
    return ops.sum(hidden * counted, 1) / ops.sum(counted, 1)


def first_token(hidden, attention_mask):  # [b t d], [b t] or None -> [b d]
    """The first token that is no padding."""
    if attention_mask is None:
        return hidden[:, 0]
    first = ops.argmax(ops.cast(attention_mask, "int64"), 1)
    return ops.gather(hidden, 1, ops.unsqueeze(ops.unsqueeze(first, 1), 1))[:, 0]
