"""The matrix memory of xLSTM: Beck et al., 2024, arXiv:2405.04517.

C_t = f_t C_{t-1} + i_t k_t v_t^T and n_t = f_t n_{t-1} + i_t k_t, with exponential input gates, and
h_t = C_t^T q_t / max(|n_t q_t|, 1), all divided by exp(m_t), the greatest exponent so far.

b batch, t tokens, l tokens of a chunk, h heads, k size of a key, v size of a value.
"""

from __future__ import annotations

from .. import ops
from .chunked_scan import causal, chunked_scan
from .losses import widened

CHUNK = 32


def matrix_memory(query, key, value, input_gate, forget_gate, state, *, eps: float):
    """What the memory of each head gives for its queries, and the last state.

    Args:
        query, key: [b t h k].
        value: [b t h v].
        input_gate, forget_gate: [b t h], before their exponential and sigmoid.
        state: [b h k v+2]: the memory, as a further column n, and m in every row of the last one;
            None at the beginning of a text.
        eps: added to what is divided by.

    Returns:
        h [b t h v] and the state, in float32 at least.
    """
    query, key, value = map(widened, (query, key, value))
    input_gate, forget_gate = widened(input_gate), widened(forget_gate)
    batch, _, heads, key_size = ops.shape(key)
    size = ops.shape(value)[3]
    # n is what the memory would be of values of 1.
    value = ops.cat([value, ops.ones((*ops.shape(value)[:3], 1), like=value)], -1)
    if state is None:
        state = ops.zeros((batch, heads, key_size, size + 2), like=value)

    def step(state, query, key, value, gate, kept, real):
        query, key, value = (ops.transpose(x, 1, 2) for x in (query, key, value))  # [b h l ...]
        gate, total = (ops.transpose(x, 1, 2) for x in (gate, ops.cumsum(kept, 1)))  # [b h l]
        gate = ops.where(ops.transpose(real, 1, 2) > 0, gate, float("-inf"))
        memory, first = state[..., : size + 1], state[:, :, :1, size + 1]  # [b h 1]
        between = ops.unsqueeze(total, 3) - ops.unsqueeze(total, 2) + ops.unsqueeze(gate, 2)
        seen = causal(ops.shape(total)[2], like=total)
        between = ops.where(seen, between, float("-inf"))  # [b h l l]
        before = total + first
        most = ops.maximum(before, ops.amax(between, -1))  # [b h l]
        weights = ops.matmul(query, ops.transpose(key, 2, 3))
        weights = weights * ops.exp(between - ops.unsqueeze(most, 3))
        old = ops.matmul(query * ops.unsqueeze(ops.exp(before - most), 3), memory)
        read = ops.matmul(weights, value) + old  # [b h l v+1]
        norm = ops.abs(read[..., size:])
        norm = ops.maximum(norm, ops.unsqueeze(ops.exp(-most), 3)) + eps
        last, end = most[..., -1:], total[..., -1:]  # [b h 1]
        new = key * ops.unsqueeze(ops.exp(end - total + gate - last), 3)
        memory = memory * ops.unsqueeze(ops.exp(end + first - last), 3)
        memory = memory + ops.matmul(ops.transpose(new, 2, 3), value)
        rows = ops.expand(ops.unsqueeze(last, 3), (batch, heads, key_size, 1))
        return ops.cat([memory, rows], -1), ops.transpose(read[..., :size] / norm, 1, 2)

    kept = -ops.softplus(-forget_gate)  # the logarithm of the sigmoid
    query, real = query * key_size**-0.5, ops.ones(ops.shape(input_gate), like=input_gate)
    inputs = (query, key, value, input_gate, kept, real)
    state, y = chunked_scan(step, state, inputs, size=CHUNK)
    return y, state
