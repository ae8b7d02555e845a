"""MRA: Zeng et al., 2022, arXiv:2207.10284.

BERT whose attention has two resolutions: among all pairs of blocks of 32 tokens by the means of
the blocks, and exactly among the pairs of blocks whose means agree most.

b batch, t tokens, h heads, s size of a head, d hidden, m batch times heads, n blocks of tokens,
p pairs of blocks, q queries of a block, k keys of a block.
"""

from __future__ import annotations

from auto_core.configs.mra import BLOCK, MraConfig

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.variation import variation
from . import yoso

LEAST_MAX = -1e5  # the maximum of scores where no pair of a block of queries is exact
MASKED = 1e4  # what is taken off scores that do not count
PREFERRED = 5e3  # what is added to the scores of pairs that are exact whatever they are
SMALL = 1e-6


def blocks(x):  # [m t s] -> [m n 32 s]
    m, tokens, size = ops.shape(x)
    return ops.reshape(x, (m, tokens // BLOCK, BLOCK, size))


def picked(x, index):  # [m n 32 s], [m p] -> [m p 32 s]
    m, count, tokens, size = ops.shape(x)
    flat = ops.gather(ops.reshape(x, (m, count, tokens * size)), 1, ops.unsqueeze(index, -1))
    return ops.reshape(flat, (m, ops.shape(index)[1], tokens, size))


class MraSelfAttention(nn.Module):
    def __init__(self, config: MraConfig):
        super().__init__()
        d, self.heads = config.hidden_size, config.num_attention_heads
        self.head_size = d // self.heads
        self.pairs, self.low_resolution = config.num_blocks, config.approx_mode == "full"
        self.first_blocks = config.initial_prior_first_n_blocks
        self.diagonal_blocks = config.initial_prior_diagonal_n_blocks
        # Scores are scaled by the size that heads are padded to in the published kernels.
        self.scale = max(self.head_size, BLOCK) ** -0.5
        self.query = nn.Linear(d, d)
        self.key = nn.Linear(d, d)
        self.value = nn.Linear(d, d)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        batch, tokens, _ = ops.shape(hidden)
        wide = "float64" if ops.dtype(hidden) == "float64" else "float32"
        token = ops.ones((batch, tokens), like=hidden, dtype=wide)
        if attend.mask is not None:
            token = token * ops.cast(yoso.of_tokens(attend.mask), wide)
        rest = -tokens % BLOCK  # padding to whole blocks
        token = ops.expand(token[:, :, None, None], (batch, tokens, self.heads, 1))
        token = self.by_head(token, rest)  # [m t 1]
        query, key, value = (
            self.by_head(ops.cast(split_heads(layer(hidden), self.head_size), wide), rest) * token
            for layer in (self.query, self.key, self.value)
        )  # [m t s]
        context = self.attention(query, key, value, token[:, :, 0]) * token
        context = ops.reshape(context, (batch, self.heads, tokens + rest, self.head_size))
        context = ops.permute(context[:, :, :tokens], (0, 2, 1, 3))
        context = ops.reshape(context, (batch, tokens, self.heads * self.head_size))
        return ops.cast(context, ops.dtype(hidden))

    def by_head(self, x, rest):  # [b t h s] -> [m t+rest s]
        x = ops.pad(x, ((0, 0), (0, rest), (0, 0), (0, 0)), value=0.0)
        batch, tokens, heads, size = ops.shape(x)
        return ops.reshape(ops.permute(x, (0, 2, 1, 3)), (batch * heads, tokens, size))

    def attention(self, query, key, value, token):  # [m t s], [m t s], [m t s], [m t] -> [m t s]
        m, tokens, size = ops.shape(query)
        count = ops.sum(blocks(token[:, :, None]), 2)  # [m n 1]
        mean_query, mean_key, mean_value = (
            ops.sum(blocks(x), 2) / (count + SMALL) for x in (query, key, value)
        )  # [m n s]
        low = ops.matmul(mean_query, ops.transpose(mean_key, 1, 2)) * self.scale  # [m n n]
        low_max = ops.amax(low, -1, keepdim=True)  # [m n 1]
        present = count * ops.transpose(count, 1, 2) >= 0.5
        low = ops.where(present, low, low - MASKED)
        index, exact = self.choose(ops.detach(low - low_max))  # [m p], [m n n]

        number = ops.shape(low)[1]
        rows, columns = index // number, index % number
        high = ops.einsum(
            "mpqs,mpks->mpqk", picked(blocks(query), rows), picked(blocks(key), columns)
        )
        high = high * self.scale
        of_row = ops.one_hot(rows, number, dtype=ops.dtype(query))  # [m p n]
        largest = ops.unsqueeze(ops.detach(ops.amax(high, -1)), 2)  # [m p 1 q]
        high_max = ops.where(ops.unsqueeze(of_row, 3) > 0, largest, LEAST_MAX)
        high_max = ops.amax(high_max, 1)  # [m n q]
        high = high - picked(ops.unsqueeze(high_max, 3), rows)
        counted = picked(blocks(token[:, :, None]), columns)  # [m p k 1]
        weights = ops.exp(high - MASKED * (1 - ops.transpose(counted, 2, 3)))
        context = ops.matmul(weights, picked(blocks(value), columns))  # [m p q s]
        context = ops.einsum("mpn,mpqs->mnqs", of_row, context)
        total = ops.einsum("mpn,mpq->mnq", of_row, ops.sum(weights, -1))

        if self.low_resolution:
            low = ops.exp(low - low_max - MASKED * exact) * ops.transpose(count, 1, 2)
            # Both resolutions by the larger one of their maxima.
            shift = (low_max - high_max) * blocks(token[:, :, None])[:, :, :, 0]  # [m n q]
            low_scale, high_scale = ops.exp(ops.clamp(shift, max=0.0)), ops.exp(-ops.relu(shift))
            low_context = ops.unsqueeze(ops.matmul(low, mean_value), 2)  # [m n 1 s]
            context = context * high_scale[..., None] + low_context * low_scale[..., None]
            total = total * high_scale + ops.sum(low, -1, keepdim=True) * low_scale
        context = context / (ops.unsqueeze(total, 3) + SMALL)
        return ops.reshape(context, (m, tokens, size))

    def choose(self, scores):
        """Scores of pairs of blocks [m n n] -> indices of the pairs that are exact [m p], and
        which ones they are [m n n], 1 or 0."""
        m, number, _ = ops.shape(scores)
        block = ops.arange(0, number, like=scores, dtype="int64")
        row, column = ops.unsqueeze(block, 1), ops.unsqueeze(block, 0)
        if self.diagonal_blocks > 0:
            near = ops.abs(row - column) <= self.diagonal_blocks // 2
            scores = ops.where(near, scores + PREFERRED, scores)
        if self.first_blocks > 0:
            scores = ops.where(row < self.first_blocks, scores + PREFERRED, scores)
            scores = ops.where(column < self.first_blocks, scores + PREFERRED, scores)
        pairs = self.pairs
        if isinstance(number, int):  # a short sequence has fewer pairs
            pairs = min(pairs, number * number)
        else:
            pairs = ops.minimum(number * number, pairs)
        values, index = ops.topk(ops.reshape(scores, (m, number * number)), pairs, -1)
        threshold = ops.amin(values, -1, keepdim=True)
        exact = ops.cast(scores >= ops.unsqueeze(threshold, 2), ops.dtype(scores))
        return index, exact


class MraAttention(yoso.YosoAttention):
    self_attention_class = MraSelfAttention


class MraLayer(yoso.YosoLayer):
    attention_class = MraAttention


class MraEncoder(yoso.YosoEncoder):
    layer_class = MraLayer


HEADS = variation(
    __name__,
    "Mra",
    yoso,
    MraConfig,
    encoder_class=MraEncoder,
    base_model_prefix="mra",
    ignored_keys=(r"embeddings\.(position|token_type)_ids$",),  # constants in files
)
