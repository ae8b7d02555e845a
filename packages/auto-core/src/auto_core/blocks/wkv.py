"""RWKV's weighted average of values: Peng et al., 2023, arXiv:2305.13048, equation 16.

Every channel of every token averages the values up to it, by the exponentials of their keys, which
decay with each step; the token's own has a bonus instead. The state is the weighted sum, the sum
of weights and their greatest exponent, by which both are divided.

b batch, t tokens, l tokens of a chunk, c channels.
"""

from __future__ import annotations

from .. import ops
from .chunked_scan import chunked_scan
from .losses import widened

CHUNK = 16
_NOTHING = -1e38  # the greatest exponent of no token


def weighted_average(key, value, decay, bonus, state):
    """The average of each channel, and the last state.

    Args:
        key, value: [b t c].
        decay: [c], negative, what exponents lose with each step.
        bonus: [c], added to the exponent of a token's own value.
        state: [b 3 c] that the tokens before have left; None at the beginning of a text.

    Returns:
        y [b t c] and the state [b 3 c], in float32 at least.
    """
    key, value, decay, bonus = map(widened, (key, value, decay, bonus))
    if state is None:
        nothing = ops.zeros((ops.shape(key)[0], 1, ops.shape(key)[2]), like=key)
        state = ops.cat([nothing, nothing, nothing + _NOTHING], 1)
    real = ops.ones((*ops.shape(key)[:2], 1), like=key)  # what fills the last chunk is not

    def step(state, key, value, real):
        total, weight, most = state[:, 0], state[:, 1], state[:, 2]
        outputs = []
        for token in range(ops.shape(key)[1]):
            k, v, counts = key[:, token], value[:, token], real[:, token] > 0
            own = k + bonus
            highest = ops.maximum(most, own)
            old, new = ops.exp(most - highest), ops.exp(own - highest)
            outputs.append((old * total + new * v) / (old * weight + new))
            highest = ops.maximum(most + decay, k)
            old, new = ops.exp(most + decay - highest), ops.exp(k - highest)
            total = ops.where(counts, old * total + new * v, total)
            weight = ops.where(counts, old * weight + new, weight)
            most = ops.where(counts, highest, most)
        return ops.stack([total, weight, most], 1), ops.stack(outputs, 1)

    state, y = chunked_scan(step, state, (key, value, real), size=CHUNK)
    return y, state
