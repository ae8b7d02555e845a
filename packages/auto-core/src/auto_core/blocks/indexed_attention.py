"""Latent attention to the few tokens that an indexer chooses: DeepSeek-AI, 2025, DeepSeek-V3.2.

The indexer scores each key for each query by the products of small heads, of which only positive
ones count; a query attends to the keys of the greatest scores. Its keys stand in the cache behind
the rotated part of the latent attention's.

b batch, t tokens, q queries, k keys, h heads of the indexer, s size of such a head, p numbers that
rotate, r rank of the queries' latent, d hidden.
"""

from __future__ import annotations

import copy
from typing import Any

from .. import nn, ops
from .attention import split_heads
from .attention_masks import causal_keys
from .latent_attention import LatentAttention
from .losses import widened
from .rotary import rotate, rotate_pairs

CHOSEN = "chosen"  # under which name the recorder has the last indexer's mask


class Indexer(nn.Module):
    """Which keys each query attends to."""

    def __init__(self, config: Any):
        super().__init__()
        d, self.size, self.heads = config.hidden_size, config.index_head_dim, config.index_n_heads
        self.most = config.index_topk
        self.rotate_by = rotate_pairs if config.indexer_interleaves else rotate
        self.wq_b = nn.Linear(config.q_lora_rank, self.heads * self.size, bias=False)
        self.wk = nn.Linear(d, self.size, bias=False)
        self.k_norm = nn.LayerNorm(self.size, eps=1e-6)
        self.weights_proj = nn.Linear(d, self.heads, bias=False)

    def keys(self, hidden, rotation):  # [b t d] -> [b t 1 s]
        return self.rotate_by(ops.unsqueeze(self.k_norm(self.wk(hidden)), 2), *rotation)

    def scores(self, hidden, latent, rotation, keys):
        """[b q d], latents of queries [b q r], keys [b k 1 s] -> [b q k], in float32 at least."""
        query = self.rotate_by(split_heads(self.wq_b(latent), self.size), *rotation)
        return index_scores(query, keys, self.weights_proj(widened(hidden)))

    def forward(self, hidden, latent, rotation, keys, allowed):
        """The mask [b|1 1 q k] of the chosen of the allowed keys, a mask too."""
        count = ops.shape(keys)[1]
        if isinstance(count, int) and count <= self.most:
            return allowed
        scores = ops.detach(self.scores(hidden, latent, rotation, keys))
        return best_keys(scores, allowed, self.most)


def index_scores(query, keys, weights):
    """Products [b q k], in float32 at least, of queries [b q h s] and keys [b k 1 s] where they are
    positive, by the weight of each head [b q h]."""
    heads, size = ops.shape(query)[2:]
    products = ops.einsum("bqhs,bks->bqhk", widened(query), widened(keys[:, :, 0]))
    products = ops.relu(products * size**-0.5)
    return ops.einsum("bqh,bqhk->bqk", widened(weights) * heads**-0.5, products)


def best_keys(scores, allowed, most: int):
    """The mask [b 1 q k] of the keys of the greatest scores [b q k] among those allowed, a mask
    [b|1 1 q k]."""
    scores = ops.where(allowed[:, 0], scores, float("-inf"))
    order = ops.argsort(scores, 2, descending=True)
    rank = ops.argsort(order, 2, descending=False)
    return allowed & ops.unsqueeze(rank < most, 1)


class IndexedAttention(LatentAttention):
    """Latent attention to chosen tokens: those of its own indexer or, without one, those that the
    last indexer before it has chosen."""

    indexer_class: type = Indexer

    def __init__(self, config: Any, layer: int):
        super().__init__(config)
        self.indexer = self.indexer_class(config) if config.has_indexer(layer) else None

    def forward(self, hidden, shared, attend):  # [b t d] -> [b t d]
        rotation, chosen = shared
        residual, heads, source = self.query_heads(hidden)
        still, turning = ops.split(heads, [self.still, self.turning], -1)
        latent, key = self.latents(hidden)
        turning, key = self.rotate_by(turning, *rotation), self.rotate_by(key, *rotation)
        if self.indexer is None:
            latent, key = attend.extend(latent, key)
        else:
            key = ops.cat([key, self.indexer.keys(hidden, rotation)], -1)
            latent, key = attend.extend(latent, key)
            key, index_keys = ops.split(key, [self.turning, self.indexer.size], -1)
            allowed = allowed_keys(attend, hidden, index_keys)
            chosen = self.indexer(hidden, residual, rotation, index_keys, allowed)
            attend.recorder.add(CHOSEN, chosen)
        attend = copy.copy(attend)
        attend.mask, attend.causal = chosen, False
        tokens = ops.shape(hidden)[1]
        one = isinstance(tokens, int) and tokens == 1
        attended = self.attend_to_latents if one else self.attend_to_heads
        return self.o_proj(self.gated(attended(still, turning, latent, key, attend), source))

    def query_heads(self, hidden):
        """[b t d] -> the queries' latent [b t r], the queries [b t h n+p], and what gates the
        output."""
        residual = self.q_a_layernorm(self.q_a_proj(hidden))
        heads = split_heads(self.q_b_proj(residual), self.still + self.turning)
        return residual, heads, hidden


def allowed_keys(attend, queries, keys):
    """The whole mask [b|1 1 q k] of an `Attention`, for queries [b q ...] and keys [b k ...]."""
    if not attend.causal and attend.mask is not None:
        return attend.mask
    sizes = ops.shape(queries)[1], ops.shape(keys)[1]
    causal = causal_keys(attend.start, *sizes, like=queries)
    return causal if attend.mask is None else causal & attend.mask
