"""Attention within a window, in time and memory that grow with the length of the text alone.

Tokens are cut into blocks, and each block attends to itself and its two neighbours: Ainslie et al.,
2020, arXiv:2004.08483, Beltagy et al., 2020, arXiv:2004.05150. Some keys may be everybody's: global
tokens, or summaries of parts of the text.

b batch, t tokens, n blocks, c tokens of a block, h heads, s size of a head, g keys for everybody.
"""

from __future__ import annotations

from typing import Any

from .. import ops


def blocks(x, size: int, *, value: float = 0.0):
    """[b t ...] -> [b n c ...], filled up with `value` at the end."""
    batch, tokens, *rest = ops.shape(x)
    missing = -tokens % size
    x = ops.pad(x, [(0, 0), (0, missing)] + [(0, 0)] * len(rest), value=value)
    return ops.reshape(x, (batch, (tokens + missing) // size, size, *rest))


def with_neighbours(x, *, value: float = 0.0):
    """[b n c ...] -> [b n 3c ...]: the block before, the block itself, the block behind."""
    padded = ops.pad(x, [(0, 0), (1, 1)] + [(0, 0)] * (len(ops.shape(x)) - 2), value=value)
    return ops.cat([padded[:, :-2], padded[:, 1:-1], padded[:, 2:]], 2)


def offsets(size: int, *, like):
    """[c 3c]: how far each key of three blocks stands behind each query of the middle one."""
    query = ops.unsqueeze(ops.arange(size, 2 * size, like=like, dtype="int64"), 1)
    return ops.unsqueeze(ops.arange(0, 3 * size, like=like, dtype="int64"), 0) - query


class Shared:
    """Keys and values that every block attends to.

    Args:
        key, value: [b g h s].
        attended: [b 1|t g], True where a query attends to such a key.
        bias: [b h t g], added to scores; None for none.
    """

    def __init__(self, key, value, attended, bias=None):
        self.key, self.value, self.attended, self.bias = key, value, attended, bias


def local_attention(
    query,
    key,
    value,
    attended,
    *,
    size: int,
    radius: int,
    scale: float,
    queries=None,
    bias=None,
    shared: Shared | None = None,
    dropout: Any = None,
    return_weights: bool = False,
):
    """Attention of each query to keys at most `radius` tokens away, and to shared ones.

    Args:
        query, key, value: [b t h s].
        attended: [b t], True for tokens that others attend to.
        size: of the blocks, not less than the radius.
        queries: [b t], True for tokens that attend to something; others get zeros. None for all.
        bias: [1 h c 3c], added to scores.

    Returns:
        The output [b t h*s], and the weights [b n h c g+3c] or None.
    """
    batch, tokens, heads, width = ops.shape(query)
    query, key, value = (blocks(x, size) for x in (query, key, value))
    count = ops.shape(query)[1]
    key, value = with_neighbours(key), with_neighbours(value)
    # Booleans are padded as integers: not every framework pads booleans.
    real = with_neighbours(blocks(ops.cast(attended, "int64"), size)) != 0  # [b n 3c]
    distance = ops.abs(offsets(size, like=query))
    mask = ops.unsqueeze(real, 2) & (distance <= radius)  # [b n c 3c]
    if shared is not None:
        key, value = beside(shared.key, key), beside(shared.value, value)
        others = _by_block(ops.cast(shared.attended, "int64"), batch, tokens, size) != 0
        others = ops.expand(others, (batch, count, size, ops.shape(others)[3]))
        mask = ops.cat([others, mask], 3)
    if queries is not None:
        allowed = blocks(ops.cast(queries, "int64"), size) != 0
        mask = mask & ops.unsqueeze(allowed, 3)
    if bias is not None:
        bias = ops.expand(ops.unsqueeze(bias, 0), (batch, count, heads, size, 3 * size))
        if shared is not None:
            side = blocks(ops.permute(shared.bias, (0, 2, 1, 3)), size)  # [b n c h g]
            bias = ops.cat([ops.permute(side, (0, 1, 3, 2, 4)), bias], 4)
        bias = _flat(bias)
    output, weights = ops.attention(
        _flat(query),
        _flat(key),
        _flat(value),
        scale=scale,
        mask=ops.unsqueeze(_flat(mask), 1),
        bias=bias,
        dropout=dropout,
        return_weights=return_weights,
    )
    output = ops.reshape(output, (batch, count * size, heads * width))[:, :tokens]
    if weights is not None:
        weights = ops.reshape(weights, (batch, count, *ops.shape(weights)[1:]))
    return output, weights


def _flat(x):  # [b n ...] -> [b*n ...]
    batch, count, *rest = ops.shape(x)
    return ops.reshape(x, (batch * count, *rest))


def beside(shared, x):  # [b g h s], [b n k h s] -> [b n g+k h s]
    """Shared keys or values before those of each block."""
    batch, count, _, heads, width = ops.shape(x)
    each = ops.expand(ops.unsqueeze(shared, 1), (batch, count, ops.shape(shared)[1], heads, width))
    return ops.cat([each, x], 2)


def _by_block(x, batch, tokens, size: int):  # [b 1|t g] -> [b 1|n 1|c g]
    if isinstance(ops.shape(x)[1], int) and ops.shape(x)[1] == 1:
        return ops.unsqueeze(x, 1)
    return blocks(x, size)


def band(weights, size: int, radius: int):
    """Weights [b n h c 3c] of the keys that a query may attend to: [b n h c 2*radius+1]."""
    nearest = ops.arange(0, size, like=weights, dtype="int64")
    index = ops.arange(size - radius, size + radius + 1, like=weights, dtype="int64")
    index = ops.unsqueeze(index, 0) + ops.unsqueeze(nearest, 1)
    return ops.gather(weights, 4, ops.reshape(index, (1, 1, 1, size, 2 * radius + 1)))


class GlobalTokens:
    """Which tokens of each text are global.

    Args:
        token: [b t], True for them.
        most: how many of them a text has at the most; None to count them, which a graph cannot:
            there, any token may be one.
    """

    def __init__(self, token, most: int | None = None):
        order = ops.argsort(ops.cast(~token, "int64"), 1, descending=False)
        counts = ops.sum(ops.cast(token, "int64"), 1)  # [b]
        self.counted = most is not None
        if most is None:
            most = known(ops.amax(counts, 0))
            self.counted = most is not None
        self.token = token
        self.index = order if most is None else order[:, :most]  # [b g], distinct
        slot = ops.arange(0, ops.shape(self.index)[1], like=token, dtype="int64")
        self.real = ops.unsqueeze(slot, 0) < ops.unsqueeze(counts, 1)  # [b g]

    @property
    def none(self) -> bool:
        """Whether no text has any."""
        return self.counted and ops.shape(self.index)[1] == 0

    def of(self, x):  # [b t ...] -> [b g ...]
        """What these tokens have of `x`."""
        index = self.index
        for _ in ops.shape(x)[2:]:
            index = ops.unsqueeze(index, -1)
        return ops.gather(x, 1, index)

    def replace(self, hidden, rows):  # [b t d], [b g d] -> [b t d]
        """`hidden`, of which these tokens have zeros, with `rows` for them."""
        rows = ops.where(ops.unsqueeze(self.real, 2), rows, 0.0)
        index = ops.expand(ops.unsqueeze(self.index, 2), ops.shape(rows))
        return ops.scatter_add(hidden, 1, index, rows)


def known(number) -> int | None:
    """The value of an integer tensor, or None while a graph is being made."""
    try:
        return int(number)
    except (TypeError, ValueError, NotImplementedError):
        return None
