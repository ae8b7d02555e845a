"""Multi-head latent attention: DeepSeek-AI, 2024, arXiv:2405.04434, section 2.1.

Keys and values of all heads are projections of one short vector of each token, its latent; only
this is in the cache, and beside it the part of the keys that rotates, which all heads share.

For a whole prompt keys and values are expanded. For one new token the projection of keys moves to
the query and that of values behind the weights, so that nothing of the cache is expanded: each
head attends to the latents themselves.

b batch, t tokens, k keys, h heads, r rank of the latent, n and p numbers of a head that do not
and that do rotate, v of a value, d hidden.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.deepseek_v2 import LatentSizes

from .. import nn, ops
from .attention import split_heads
from .rotary import rotate, rotate_pairs

_EPS = 1e-6  # of the norms of latents, whatever the config's


class LatentAttention(nn.Module):
    """Attention with a cache of latents [b k 1 r] and rotated keys [b k 1 p]."""

    def __init__(self, config: LatentSizes):
        super().__init__()
        d, h, bias = config.hidden_size, config.num_attention_heads, config.attention_bias
        self.rank, self.heads = config.kv_lora_rank, h
        self.still, self.turning = config.qk_nope_head_dim, config.qk_rope_head_dim
        self.value_size = config.v_head_dim
        self.scale = _scale(config)
        self.rotate_by = rotate_pairs if config.interleaves else rotate
        self.dropout = nn.Dropout(config.attention_dropout or 0.0)
        size = h * (self.still + self.turning)
        if config.q_lora_rank is None:
            self.q_proj = nn.Linear(d, size, bias=False)
        else:
            self.q_a_proj = nn.Linear(d, config.q_lora_rank, bias=bias)
            self.q_a_layernorm = nn.RMSNorm(config.q_lora_rank, eps=_EPS)
            self.q_b_proj = nn.Linear(config.q_lora_rank, size, bias=False)
        self.compresses_queries = config.q_lora_rank is not None
        self.kv_a_proj_with_mqa = nn.Linear(d, self.rank + self.turning, bias=bias)
        self.kv_a_layernorm = nn.RMSNorm(self.rank, eps=_EPS)
        self.kv_b_proj = HeadProjections(h * (self.still + self.value_size), self.rank)
        self.o_proj = nn.Linear(h * self.value_size, d, bias=bias)

    def queries(self, hidden):  # [b t d] -> [b t h n], [b t h p]
        if self.compresses_queries:
            projected = self.q_b_proj(self.q_a_layernorm(self.q_a_proj(hidden)))
        else:
            projected = self.q_proj(hidden)
        heads = split_heads(projected, self.still + self.turning)
        return ops.split(heads, [self.still, self.turning], -1)

    def latents(self, hidden):  # [b t d] -> [b t 1 r], [b t 1 p]
        projected = self.kv_a_proj_with_mqa(hidden)
        latent, key = ops.split(projected, [self.rank, self.turning], -1)
        return ops.unsqueeze(self.kv_a_layernorm(latent), 2), ops.unsqueeze(key, 2)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        still, turning = self.queries(hidden)
        latent, key = self.latents(hidden)
        still, turning, key = self.rotate(still, turning, key, rotation)
        latent, key = attend.extend(latent, key)
        tokens = ops.shape(hidden)[1]
        one = isinstance(tokens, int) and tokens == 1
        attended = self.attend_to_latents if one else self.attend_to_heads
        return self.o_proj(self.gated(attended(still, turning, latent, key, attend), hidden))

    def gated(self, output, hidden):  # [b t h*v], [b t d] -> [b t h*v]
        return output

    def options(self) -> dict[str, Any]:
        """What attention gets beside queries, keys and values."""
        return dict(scale=self.scale, dropout=self.dropout)

    def rotate(self, still, turning, key, rotation):
        """Queries [b t h n] and [b t h p] and keys [b t 1 p] at their positions."""
        return still, self.rotate_by(turning, *rotation), self.rotate_by(key, *rotation)

    def attend_to_heads(self, still, turning, latent, key, attend):
        """[b t h n], [b t h p], [b k 1 r], [b k 1 p] -> [b t h*v], with keys of each head."""
        batch, keys = ops.shape(latent)[:2]
        expanded = self.kv_b_proj(ops.reshape(latent, (batch, keys, self.rank)))
        expanded = split_heads(expanded, self.still + self.value_size)
        own, value = ops.split(expanded, [self.still, self.value_size], -1)
        shared = ops.expand(key, (batch, keys, self.heads, self.turning))
        query, key = ops.cat([still, turning], -1), ops.cat([own, shared], -1)
        return attend(query, key, value, **self.options())

    def attend_to_latents(self, still, turning, latent, key, attend):
        """The same of one token, whose heads share the latents as keys and values."""
        to_keys, to_values = self.kv_b_proj.by_head(self.heads, [self.still, self.value_size])
        query = ops.cat([ops.einsum("bthn,hnr->bthr", still, to_keys), turning], -1)
        key = ops.cat([latent, key], -1)
        output = attend(query, key, latent, **self.options())
        output = ops.einsum("bthr,hvr->bthv", split_heads(output, self.rank), to_values)
        batch, tokens = ops.shape(output)[:2]
        return ops.reshape(output, (batch, tokens, self.heads * self.value_size))


class HeadProjections(nn.Module):
    """A linear map whose matrix is also taken apart by heads."""

    def __init__(self, out_features: int, in_features: int):
        super().__init__()
        self.weight = nn.Parameter((out_features, in_features), init="normal")

    def forward(self, x):  # [... r] -> [... o]
        return ops.matmul(x, ops.transpose(ops.asarray(self.weight), 0, 1))

    def by_head(self, heads: int, sizes: list[int]):  # [h n r], [h v r]
        """The matrix of each head, split by its outputs."""
        weight = ops.asarray(self.weight)
        rank = ops.shape(weight)[1]
        return ops.split(ops.reshape(weight, (heads, sum(sizes), rank)), sizes, 1)


def _scale(config: LatentSizes) -> float:
    """Of the scores; yarn's temperature (Peng et al., arXiv:2309.00071) is in it, squared."""
    rope = config.rope_parameters or {}
    scale = (config.qk_nope_head_dim + config.qk_rope_head_dim) ** -0.5
    weight, factor = rope.get("mscale_all_dim") or 0.0, rope.get("factor", 1.0)
    if rope.get("rope_type") == "default" or not weight or factor <= 1:
        return scale
    return scale * (0.1 * weight * math.log(factor) + 1.0) ** 2
