"""Block-sparse attention: Zaheer et al., 2020, arXiv:2007.14062, section 2.

The first and the last block attend to all tokens, and all attend to them; other blocks also attend
to themselves, to their neighbours and to some random ones. In inference, the first block is in the
place of the random ones, as upstream has it.

b batch, t tokens, n blocks, m = n - 2, c tokens of a block, r random blocks, h heads, s size of a
head.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from auto_core.errors import InputError

from .. import ops
from .local_attention import with_neighbours

PENALTY = -10000.0  # added to scores of masked keys
OLD_LENGTHS, OLD_LAST = (1024, 3072, 4096), 1024  # of texts as in the paper


def block_sparse_attention(
    query, key, value, token, *, size: int, random: np.ndarray, scale: float, weights: bool = False
):
    """[b t h s], three times -> [b t h*s] and, if wanted, the weights [b h t t] or else None.

    Args:
        token: [b t], True for tokens; t is a multiple of `size`.
        random: [h m r], the random blocks of each block between the first and the last.
    """
    batch, tokens, heads, width = ops.shape(query)
    count, chosen = tokens // size, len(random[0][0])
    dtype = ops.dtype(query)
    real = ops.cast(token, dtype)
    whole = [ops.permute(x, (0, 2, 1, 3)) for x in (query, key, value)]  # [b h t s]
    query, key, value = (ops.reshape(x, (batch, heads, count, size, width)) for x in whole)
    ends = ops.cat([query[:, :, :1], query[:, :, -1:]], 2)  # [b h 2 c s]
    score = ops.einsum("bhnqs,bhks->bhnqk", ends, whole[1]) * scale
    score = score + (1 - ops.reshape(real, (batch, 1, 1, 1, tokens))) * PENALTY
    all_weights = ops.softmax(score, -1)
    of_ends = ops.einsum("bhnqk,bhks->bhnqs", all_weights, whole[2])

    picked = _flat_index(random, count)
    keys, values = (_columns(x, picked, chosen) for x in (key, value))  # [b h m (5+r)*c s]
    score = ops.einsum("bhnqs,bhnks->bhnqk", query[:, :, 1:-1], keys) * scale
    score = score + (1 - _masks(real, random, size)) * PENALTY
    score = ops.where(_repeated(count, size, chosen, like=query), float("-inf"), score)
    some_weights = ops.softmax(score, -1)
    between = ops.einsum("bhnqk,bhnks->bhnqs", some_weights, values)
    output = ops.cat([of_ends[:, :, :1], between, of_ends[:, :, 1:]], 2)
    output = ops.reshape(output, (batch, heads, tokens, width))
    output = output * ops.reshape(real, (batch, 1, tokens, 1))
    output = ops.reshape(ops.permute(output, (0, 2, 1, 3)), (batch, tokens, heads * width))
    if not weights:
        return output, None
    some_weights = ops.reshape(some_weights, (batch, heads, count - 2, size, 5 + chosen, size))
    where = ops.asarray(_targets(random, count), like=query, dtype=dtype)
    spread = ops.einsum("bhnqkc,hnkm->bhnqmc", some_weights, where)
    spread = ops.reshape(spread, (batch, heads, count - 2, size, tokens))
    dense = ops.cat([all_weights[:, :, :1], spread, all_weights[:, :, 1:]], 2)
    return output, ops.reshape(dense, (batch, heads, tokens, tokens))


def _flat_index(random: np.ndarray, count: int) -> np.ndarray:
    """[h*m*r]: the random blocks among the blocks of all heads."""
    heads = np.arange(len(random))[:, None, None] * count
    return (random + heads).reshape(-1)


def _columns(x, picked: np.ndarray, chosen: int):
    """[b h n c s] -> [b h m (5+r)*c s]: the first, three neighbours, the random, the last."""
    batch, heads, count, size, width = ops.shape(x)
    inner = (batch, heads, count - 2, size, width)
    ends = [ops.expand(part, inner) for part in (x[:, :, :1], x[:, :, -1:])]
    flat = ops.reshape(x, (batch, heads * count, size, width))
    found = ops.take(flat, ops.asarray(picked, like=x, dtype="int64"), 1)
    found = ops.reshape(found, (batch, heads, count - 2, chosen * size, width))
    near = [x[:, :, :-2], x[:, :, 1:-1], x[:, :, 2:]]
    return ops.cat([ends[0], *near, found, ends[1]], 3)


def _masks(real, random: np.ndarray, size: int):
    """[b h m c (5+r)*c], 1 where a token counts as attended to."""
    batch = ops.shape(real)[0]
    heads, inner, chosen = len(random), len(random[0]), len(random[0][0])
    count = inner + 2
    block = ops.reshape(real, (batch, count, size))
    query = ops.unsqueeze(ops.unsqueeze(block[:, 1:-1], 1), 4)  # [b 1 m c 1]
    edge = np.zeros((1, 1, inner, 1, 1))
    edge[:, :, [0, -1]] = 1  # upstream asks nothing of queries there
    edge = ops.asarray(edge, like=real, dtype=ops.dtype(real))
    near = with_neighbours(block)[:, 1:-1]  # [b m 3c]
    near = ops.unsqueeze(ops.unsqueeze(near, 1), 3) * (edge + (1 - edge) * query)
    index = ops.asarray(random.reshape(-1), like=real, dtype="int64")
    found = ops.reshape(ops.take(block, index, 1), (batch, heads, inner, 1, chosen * size))
    found = found * query
    shape = (batch, heads, inner, size)
    ends = [
        ops.expand(ops.reshape(part, (batch, 1, 1, 1, size)), (*shape, size))
        for part in (block[:, 0], block[:, -1])
    ]
    near = ops.expand(near, (*shape, 3 * size))
    return ops.cat([ends[0], near, found, ends[1]], 4)


def _repeated(count: int, size: int, chosen: int, *, like):
    """[m 1 (5+r)*c], True where a neighbour is the first or the last block, which is there."""
    mask = np.zeros((count - 2, 1, 5 + chosen, size))
    mask[0, :, 1], mask[-1, :, 3] = 1, 1
    mask = mask.reshape(count - 2, 1, -1)
    return ops.asarray(mask, like=like, dtype="int64") != 0


def _targets(random: np.ndarray, count: int) -> np.ndarray:
    """[h m 5+r n]: where the weights of columns stand in a row; of repeated ones, the random."""
    heads, inner, chosen = len(random), len(random[0]), len(random[0][0])
    where = np.zeros((heads, inner, 5 + chosen, count))
    order = [0, 4 + chosen, 1, 2, 3, *range(4, 4 + chosen)]
    for head in range(heads):
        for row in range(inner):
            blocks = [0, row, row + 1, row + 2, *random[head, row], count - 1]
            for column in order:
                if (column, row) in ((1, 0), (3, inner - 1)):
                    continue
                where[head, row, :, blocks[column]] = 0
                where[head, row, column, blocks[column]] = 1
    return where


def known_tokens(tokens) -> int:
    """How many tokens there are.

    Raises:
        InputError: a graph is being made that leaves it open.
    """
    if not isinstance(tokens, int):
        raise InputError(
            "Block-sparse attention depends on the number of tokens, which this graph leaves "
            "open. Fix it, or load with attention_type='original_full'."
        )
    return tokens


def random_blocks(
    tokens: int, size: int, chosen: int, heads: int, *, seed: int | None, most: int
) -> np.ndarray:
    """[h m r]: the random blocks of each block between the first and the last.

    Args:
        seed: as upstream's layers have it; None for inference: the first block.
        most: the tokens that a model has positions for.
    """
    if seed is None:
        return np.zeros((heads, tokens // size - 2, chosen), np.int64)
    return _sampled(tokens, size, chosen, heads, seed, most)


@functools.lru_cache(maxsize=128)
def _sampled(tokens: int, size: int, chosen: int, heads: int, seed: int, most: int) -> np.ndarray:
    random = np.random.RandomState(seed)
    if tokens in OLD_LENGTHS:
        rows = [_old_plan(random, most // size, size, chosen) for _ in range(heads)]
        return np.stack(rows)[:, : tokens // size - 2]
    return _plan(random, tokens // size, chosen, heads)


def _old_plan(random: Any, count: int, size: int, chosen: int) -> np.ndarray:
    """The paper's: random blocks of the first 1024 tokens."""
    middle = np.arange(1, count - 1)
    last = OLD_LAST // size - 1 if 2 * size < OLD_LAST else count - 1
    rows = np.zeros((count - 2, chosen), np.int64)
    for block in range(1, count - 1):
        start = block - 2
        if block <= 2:
            allowed = middle[block + 1 : last]
        elif block >= count - 3 or start > last:
            allowed = middle[:last]
        elif block + 1 == last:
            allowed = middle[:start]
        else:
            allowed = np.concatenate([middle[:start], middle[block + 1 : last]])
        rows[block - 1] = random.permutation(allowed)[:chosen]
    return rows


def _plan(random: Any, count: int, chosen: int, heads: int) -> np.ndarray:
    """Random blocks of the beginning, and of the rest where the text is not long enough."""
    if 2 * chosen + 5 < count:
        parts = [(0, 2 * chosen + 5, chosen), (2 * chosen + 5, count, 0)]
    elif chosen + 5 < count:
        parts = [(0, chosen + 5, chosen // 2), (chosen + 5, count, chosen - chosen // 2)]
    else:
        parts = [(0, count, chosen)]
    rows = np.zeros((heads, count, chosen), np.int64)
    columns = np.cumsum([0, *(number for *_, number in parts)])

    def fill(blocks: range, part: int) -> None:
        begin, end, number = parts[part]
        for block in blocks if number else ():
            for head in range(heads):
                found = _legal(random, block, begin, end, number)
                rows[head, block, columns[part] : columns[part + 1]] = found

    for part, (begin, end, _) in enumerate(parts):
        if part:
            fill(range(1, begin), part)
            for earlier in range(part):
                fill(range(begin, end), earlier)
        fill(range(begin or 1, end), part)
    return rows[:, 1:-1]


def _legal(random: Any, block: int, begin: int, end: int, number: int) -> list[int]:
    """So many blocks in some order, without the first, the last of a part, and neighbours."""
    illegal = {block - 1, block, block + 1, 0, end - 1}
    illegal |= {end - 2} if block == 1 else set()
    illegal |= {1} if block == end - 2 else set()
    order = random.permutation(np.arange(begin, end))
    return [int(other) for other in order if other not in illegal][:number]
