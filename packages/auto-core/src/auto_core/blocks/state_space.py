"""The state space of Mamba 2, as matrix products: Dao & Gu, 2024, arXiv:2405.21060.

S_t = exp(dt_t A) S_{t-1} + dt_t x_t B_t^T and y_t = S_t C_t, where each head has a state of p x n
numbers and one decay, and heads share B and C in groups.

b batch, t tokens, l tokens of a chunk, h heads, g groups of heads, r heads of a group, p size of
a head, n size of a state.
"""

from __future__ import annotations

from .. import ops
from .chunked_scan import chunked_scan, decays
from .losses import widened

CHUNK = 64


def state_space(x, dt, decay, inputs, outputs, state):
    """What the state of each head gives out, and the last state.

    Args:
        x: [b t h p].
        dt: [b t h], time steps.
        decay: [h], negative rates (A).
        inputs, outputs: [b t g n], how x goes into the state (B) and comes out of it (C).
        state: [b h p n] that the tokens before have left; None at the beginning of a text.

    Returns:
        y [b t h p] and the state [b h p n], in float32 at least.
    """
    x, dt, decay, inputs, outputs = map(widened, (x, dt, decay, inputs, outputs))
    batch, tokens, heads, size = ops.shape(x)
    groups, width = ops.shape(inputs)[2:]
    shared = heads // groups
    if state is None:
        state = ops.zeros((batch, heads, size, width), like=x)
    rate = dt * decay  # [b t h]
    x = x * ops.unsqueeze(dt, 3)
    if isinstance(tokens, int) and tokens == 1:
        return _one_token(x, rate, inputs, outputs, state, shared)

    def step(state, x, rate, inputs, outputs):
        length = ops.shape(x)[1]
        by_group = (batch, length, groups, shared)
        total = ops.cumsum(ops.reshape(rate, by_group), 1)  # [b l g r]
        total = ops.permute(total, (0, 2, 3, 1))  # [b g r l]
        x = ops.permute(ops.reshape(x, (*by_group, size)), (0, 2, 3, 1, 4))  # [b g r l p]
        inputs = ops.transpose(inputs, 1, 2)  # [b g l n]
        outputs = ops.transpose(outputs, 1, 2)
        scores = ops.matmul(outputs, ops.transpose(inputs, 2, 3))  # [b g l l], query by key
        y = ops.matmul(ops.unsqueeze(scores, 2) * decays(total), x)  # [b g r l p]
        old = ops.reshape(state, (batch, groups, shared * size, width))
        read = ops.matmul(outputs, ops.transpose(old, 2, 3))  # [b g l rp]
        read = ops.reshape(read, (batch, groups, length, shared, size))
        y = y + ops.transpose(read, 2, 3) * ops.unsqueeze(ops.exp(total), 4)
        last = total[..., -1:]  # [b g r 1]
        rest = x * ops.unsqueeze(ops.exp(last - total), 4)
        rest = ops.reshape(
            ops.transpose(rest, 3, 4), (batch, groups, shared * size, length)
        )  # [b g rp l]
        new = ops.reshape(ops.matmul(rest, inputs), (batch, heads, size, width))
        kept = ops.reshape(ops.exp(last), (batch, heads, 1, 1))
        y = ops.reshape(ops.permute(y, (0, 3, 1, 2, 4)), (batch, length, heads, size))
        return state * kept + new, y

    state, y = chunked_scan(step, state, (x, rate, inputs, outputs), size=CHUNK)
    return y, state


def _one_token(x, rate, inputs, outputs, state, shared):
    def per_head(vector):  # [b 1 g n] -> [b h 1 n]
        batch, _, groups, width = ops.shape(vector)
        vector = ops.expand(
            ops.reshape(vector, (batch, groups, 1, width)), (batch, groups, shared, width)
        )
        return ops.reshape(vector, (batch, groups * shared, 1, width))

    kept = ops.unsqueeze(ops.unsqueeze(ops.exp(rate[:, 0]), 2), 3)  # [b h 1 1]
    state = state * kept + ops.unsqueeze(x[:, 0], 3) * per_head(inputs)
    y = ops.matmul(state, ops.transpose(per_head(outputs), 2, 3))  # [b h p 1]
    return ops.unsqueeze(y[..., 0], 1), state
