"""Persimmon: Adept, 2023.

A decoder with layer norms before each part, rotary positions in part of each head, norms of each
head's query and key, and a squared ReLU.

b batch, t tokens, h heads, s size of a head, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs.persimmon import PersimmonConfig

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.rotary import rotate
from ..blocks.variation import variation
from . import phi
from .gpt_neox import GPTNeoXMLP


class PersimmonAttention(nn.Module):
    def __init__(self, config: PersimmonConfig):
        super().__init__()
        d, s, eps = config.hidden_size, config.head_size, config.layer_norm_eps
        self.head_size = s
        self.query_key_value = nn.Linear(d, 3 * d)
        self.dense = nn.Linear(d, d)
        self.q_layernorm = nn.LayerNorm(s, eps=eps) if config.qk_layernorm else None
        self.k_layernorm = nn.LayerNorm(s, eps=eps) if config.qk_layernorm else None
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        s = self.head_size
        fused = split_heads(self.query_key_value(hidden), 3 * s)  # query, key, value of each head
        query, key, value = ops.split(fused, [s, s, s], -1)
        if self.q_layernorm is not None and self.k_layernorm is not None:
            query, key = self.q_layernorm(query), self.k_layernorm(key)
        query, key = rotate(query, *rotation), rotate(key, *rotation)
        key, value = attend.extend(key, value)
        return self.dense(attend(query, key, value, scale=s**-0.5, dropout=self.dropout))


class PersimmonDecoderLayer(nn.Block):
    def __init__(self, config: PersimmonConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_eps
        self.self_attn = PersimmonAttention(config)
        self.mlp = GPTNeoXMLP(config)
        self.input_layernorm = nn.LayerNorm(d, eps=eps)
        self.post_attention_layernorm = nn.LayerNorm(d, eps=eps)
        self.dropout = nn.Dropout(config.hidden_dropout)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.self_attn(self.input_layernorm(hidden), rotation, attend)
        return hidden + self.dropout(self.mlp(self.post_attention_layernorm(hidden)))


HEADS = variation(
    __name__,
    "Persimmon",
    phi,
    PersimmonConfig,
    heads={"causal-lm": dict(has_bias=False)},
    layer_class=PersimmonDecoderLayer,
)
