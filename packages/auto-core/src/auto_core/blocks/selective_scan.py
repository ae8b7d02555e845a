"""The selective state space of Mamba: Gu & Dao, 2023, arXiv:2312.00752.

h_t = exp(dt_t A) h_{t-1} + dt_t B_t x_t and y_t = C_t h_t, where every channel has a state of n
numbers, each with a decay of its own.

b batch, t tokens, l tokens of a chunk, c channels, n numbers of a state.
"""

from __future__ import annotations

from .. import ops
from .chunked_scan import chunked_scan
from .losses import widened

CHUNK = 16


def selective_scan(x, dt, decay, inputs, outputs, state):
    """What the state of each channel gives out, and the last state.

    Args:
        x, dt: [b t c], the channels and their time steps.
        decay: [c n], negative rates (A).
        inputs, outputs: [b t n], how x goes into the state (B) and comes out of it (C).
        state: [b c n] that the tokens before have left; None at the beginning of a text.

    Returns:
        y [b t c] and the state [b c n], in float32 at least.
    """
    x, dt, decay, inputs, outputs = map(widened, (x, dt, decay, inputs, outputs))
    batch, _, channels = ops.shape(x)
    if state is None:
        state = ops.zeros((batch, channels, ops.shape(decay)[1]), like=x)

    def step(state, x, dt, inputs, outputs):
        kept = ops.exp(ops.unsqueeze(dt, 3) * decay)  # [b l c n]
        new = ops.unsqueeze(dt * x, 3) * ops.unsqueeze(inputs, 2)
        states = []
        for token in range(ops.shape(x)[1]):
            state = kept[:, token] * state + new[:, token]
            states.append(state)
        read = ops.unsqueeze(outputs, 3)  # [b l n 1]
        y = ops.matmul(ops.stack(states, 1), read)  # [b l c n] @ [b l n 1]
        return state, y[..., 0]

    state, y = chunked_scan(step, state, (x, dt, inputs, outputs), size=CHUNK)
    return y, state
