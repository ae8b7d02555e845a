"""The gated delta rule: Yang et al., 2024, arXiv:2412.06464.

S_t = exp(g_t) S_{t-1} + k_t beta_t (v_t - exp(g_t) S_{t-1}^T k_t)^T and y_t = S_t^T q_t: what the
state already gives for a key is replaced, in part beta, by the value. Within a chunk, the
corrections of all tokens solve one triangular system (Yang et al., 2024, arXiv:2406.06484).

b batch, t tokens, l tokens of a chunk, g key heads, r value heads of a key head, h = g * r value
heads, k size of a key, v size of a value.
"""

from __future__ import annotations

from .. import ops
from .chunked_scan import causal, chunked_scan, decays
from .losses import widened

CHUNK = 64
FINE_CHUNK = 16  # tokens, where each number of a key decays by itself: between two tokens all do


def gated_delta_rule(query, key, value, rate, beta, state):
    """What the state of each head gives for its queries, and the last state.

    Args:
        query, key: [b t g k].
        value: [b t h v].
        rate: [b t h], the logarithms of the decay, at most 0.
        beta: [b t h], how far a value replaces what its key gave before, 0 to 1.
        state: [b h k v] that the tokens before have left; None at the beginning of a text.

    Returns:
        y [b t h v] and the state [b h k v], in float32 at least.
    """
    query, key, value, rate, beta = map(widened, (query, key, value, rate, beta))
    batch, tokens, groups, key_size = ops.shape(key)
    heads, value_size = ops.shape(value)[2:]
    shared = heads // groups
    query = normalised(query) * key_size**-0.5
    key = normalised(key)
    if state is None:
        state = ops.zeros((batch, heads, key_size, value_size), like=value)
    if isinstance(tokens, int) and tokens == 1:
        return _one_token(query, key, value, rate, beta, state, shared)

    def step(state, query, key, value, rate, beta):
        length = ops.shape(key)[1]
        by_head = (batch, length, groups, shared)
        order = (0, 2, 3, 1)
        total = ops.permute(ops.cumsum(ops.reshape(rate, by_head), 1), order)  # [b g r l]
        beta = ops.permute(ops.reshape(beta, by_head), order)
        value = ops.permute(ops.reshape(value, (*by_head, value_size)), (*order, 4))
        query = ops.unsqueeze(ops.transpose(query, 1, 2), 2)  # [b g 1 l k]
        key = ops.unsqueeze(ops.transpose(key, 1, 2), 2)
        old = ops.reshape(state, (batch, groups, shared, key_size, value_size))
        decay, grown = decays(total), ops.unsqueeze(ops.exp(total), 4)  # [b g r l l], [b g r l 1]
        weight = ops.unsqueeze(beta, 4)
        keys = ops.transpose(key, 3, 4)
        system = ops.matmul(key, keys) * decay * weight
        predicted = ops.matmul(key * grown, old)  # what the state before the chunk gives
        new = ops.solve_triangular(
            system, (value - predicted) * weight, upper=False, unitriangular=True
        )  # [b g r l v]
        y = ops.matmul(query * grown, old) + ops.matmul(ops.matmul(query, keys) * decay, new)
        last = total[..., -1:]
        rest = key * ops.unsqueeze(ops.exp(last - total), 4)  # [b g r l k]
        added = ops.matmul(ops.transpose(rest, 3, 4), new)
        state = ops.reshape(
            old * ops.unsqueeze(ops.exp(last), 4) + added, (batch, heads, key_size, value_size)
        )
        y = ops.permute(y, (0, 3, 1, 2, 4))  # [b l g r v]
        return state, ops.reshape(y, (batch, length, heads, value_size))

    state, y = chunked_scan(step, state, (query, key, value, rate, beta), size=CHUNK)
    return y, state


def channel_delta_rule(query, key, value, rate, beta, state):
    """The same where each number of a key decays by itself: Kimi delta attention (Kimi Team, 2025,
    arXiv:2510.26692).

    Args:
        query, key: [b t h k].
        value: [b t h v].
        rate: [b t h k], the logarithms of the decay, at most 0.
        beta: [b t h].
        state: [b h k v]; None at the beginning of a text.

    Returns:
        y [b t h v] and the state [b h k v], in float32 at least.
    """
    query, key, value, rate, beta = map(widened, (query, key, value, rate, beta))
    batch, _, heads, key_size = ops.shape(key)
    query = normalised(query) * key_size**-0.5
    key = normalised(key)
    if state is None:
        state = ops.zeros((batch, heads, key_size, ops.shape(value)[3]), like=value)

    def step(state, query, key, value, rate, beta):
        query, key, value = (ops.transpose(x, 1, 2) for x in (query, key, value))  # [b h l k]
        total = ops.transpose(ops.cumsum(rate, 1), 1, 2)  # [b h l k]
        weight = ops.unsqueeze(ops.transpose(beta, 1, 2), 3)  # [b h l 1]
        between = ops.unsqueeze(total, 3) - ops.unsqueeze(total, 2)  # [b h l l k]
        seen = ops.unsqueeze(causal(ops.shape(total)[2], like=total), 2)
        faded = ops.exp(ops.where(seen, between, float("-inf"))) * ops.unsqueeze(key, 2)
        grown = ops.exp(total)
        system = ops.sum(ops.unsqueeze(key, 3) * faded, 4) * weight
        predicted = ops.matmul(key * grown, state)  # what the state before the chunk gives
        new = ops.solve_triangular(
            system, (value - predicted) * weight, upper=False, unitriangular=True
        )  # [b h l v]
        inside = ops.sum(ops.unsqueeze(query, 3) * faded, 4)
        y = ops.matmul(query * grown, state) + ops.matmul(inside, new)
        last = total[:, :, -1:]  # [b h 1 k]
        rest = ops.transpose(key * ops.exp(last - total), 2, 3)  # [b h k l]
        state = state * ops.transpose(ops.exp(last), 2, 3) + ops.matmul(rest, new)
        return state, ops.transpose(y, 1, 2)

    inputs = (query, key, value, rate, beta)
    state, y = chunked_scan(step, state, inputs, size=FINE_CHUNK)
    return y, state


def normalised(x, eps: float = 1e-6):
    """Divided by its length: [... s] -> [... s]."""
    return x * ops.rsqrt(ops.sum(x * x, -1, keepdim=True) + eps)


def _one_token(query, key, value, rate, beta, state, shared):
    def per_head(vector):  # [b 1 g k] -> [b h 1 k]
        batch, _, groups, size = ops.shape(vector)
        vector = ops.reshape(vector, (batch, groups, 1, size))
        vector = ops.expand(vector, (batch, groups, shared, size))
        return ops.reshape(vector, (batch, groups * shared, 1, size))

    query, key = per_head(query), per_head(key)
    state = state * ops.unsqueeze(ops.unsqueeze(ops.exp(rate[:, 0]), 2), 3)
    predicted = ops.matmul(key, state)  # [b h 1 v]
    value = ops.unsqueeze(value[:, 0], 2)
    new = (value - predicted) * ops.unsqueeze(ops.unsqueeze(beta[:, 0], 2), 3)
    state = state + ops.transpose(key, 2, 3) * new
    y = ops.matmul(query, state)  # [b h 1 v]
    return ops.transpose(y, 1, 2), state
