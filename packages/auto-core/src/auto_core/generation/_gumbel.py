"""Gumbel top-k sampling: the highest of scores + noise are samples without replacement.

Gumbel, 1954; for several at once, Kool et al., 2019, arXiv:1903.06059.
"""

from __future__ import annotations

from .. import ops

TINY = 1e-30  # the logarithm of 0 is no number


def highest(scores, uniform, count: int):
    """[n count] indices, sampled by softmax(scores [n v]) with `uniform` numbers from [0, 1)."""
    noise = -ops.log(-ops.log(ops.clamp(uniform, min=TINY, max=1 - 1e-7)))
    _, index = ops.topk(scores + noise, count, -1)
    return index
