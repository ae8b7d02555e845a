"""Positions of tokens that skip padding, as fairseq counts them; sinusoidal positions."""

from __future__ import annotations

import numpy as np

from .. import ops


def unpadded_positions(input_ids, embeds, *, pad: int, start=0):
    """Positions [b t] (or [1 t]) that count up from pad + 1 over the tokens that are not padding.

    Padding itself has the position `pad`. Of `embeds` [b t d] it is unknown which are padding:
    then all count. `start` tokens came before.
    """
    if input_ids is None:
        counted = ops.arange(1, ops.shape(embeds)[1] + 1, like=embeds, dtype="int64")
        return ops.unsqueeze(counted, 0) + (start + pad)
    token = ops.cast(input_ids != pad, "int64")
    return (ops.cumsum(token, 1) + start) * token + pad


def sinusoids(
    position,
    size: int,
    *,
    interleaved: bool,
    like,
    steps: int | None = None,
    base: float = 10000.0,
):
    """Sinusoidal embeddings of positions [...] -> [... size], of falling frequency.

    Vaswani et al., 2017, arXiv:1706.03762, section 3.5: a sine, its cosine, the next sine, ...
    Not interleaved, as tensor2tensor has them: all sines, then all cosines, the last of frequency
    1/base; an odd size ends with a zero. `steps` down to 1/base, where another number of them is
    meant. In float32 at least, then of the dtype of `like`.
    """
    half = size // 2
    steps = steps or (half if interleaved else half - 1)
    frequency = np.exp(-np.log(base) / max(steps, 1) * np.arange(half))
    exact = "float64" if ops.dtype(like) == "float64" else "float32"
    angle = ops.unsqueeze(ops.cast(position, exact), -1) * ops.asarray(
        frequency, like=like, dtype=exact
    )
    waves = [ops.sin(angle), ops.cos(angle)]
    if interleaved:
        table = ops.reshape(ops.stack(waves, -1), (*ops.shape(position), size))
    else:
        table = ops.cat(waves, -1)
        if size % 2:
            table = ops.pad(table, [(0, 0)] * len(ops.shape(position)) + [(0, 1)], value=0)
    return ops.cast(table, ops.dtype(like))
