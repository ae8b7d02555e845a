"""Places of tokens where padding has none, as fairseq counts them."""

from __future__ import annotations

from .. import ops


def places(input_ids, embeds, *, pad: int, start=0):
    """Places [b t] (or [1 t]) that count up from pad + 1 over the tokens that are no padding.

    Padding itself stands at `pad`. Of `embeds` [b t d] it is unknown which are padding: then
    all count. `start` tokens came before.
    """
    if input_ids is None:
        counted = ops.arange(1, ops.shape(embeds)[1] + 1, like=embeds, dtype="int64")
        return ops.unsqueeze(counted, 0) + (start + pad)
    token = ops.cast(input_ids != pad, "int64")
    return (ops.cumsum(token, 1) + start) * token + pad
