"""DeBERTa: He et al., 2020, arXiv:2006.03654, its first version.

The second one's network with one projection for queries, keys and values, head by head, of which
keys have no bias, and a position for each distance.

b batch, t tokens, r rows of relative positions, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.deberta import DebertaConfig

from .. import nn, ops
from ..blocks.variation import variation
from . import deberta_v2


class DisentangledSelfAttention(deberta_v2.DisentangledSelfAttention):
    def add_projections(self, config: DebertaConfig) -> None:
        d, kinds = config.hidden_size, config.pos_att_type or []
        self.scale = (self.head_size * (1 + len(kinds))) ** -0.5
        self.in_proj = nn.Linear(d, 3 * d, bias=False)
        self.q_bias = nn.Parameter((d,), init="zeros")
        self.v_bias = nn.Parameter((d,), init="zeros")
        if config.relative_attention and self.c2p:
            self.pos_proj = nn.Linear(d, d, bias=False)
        if config.relative_attention and self.p2c:
            self.pos_q_proj = nn.Linear(d, d)

    def project(self, hidden):  # [b t d] -> three of [b t h s]
        batch, tokens, _ = ops.shape(hidden)
        size = self.head_size
        projected = ops.reshape(self.in_proj(hidden), (batch, tokens, self.heads, 3 * size))
        query, key, value = ops.split(projected, [size, size, size], -1)
        query = query + self.split_heads(ops.asarray(self.q_bias))
        return query, key, value + self.split_heads(ops.asarray(self.v_bias))

    def position_keys(self, table):  # [r d] -> [r h s]
        return self.split_heads(self.pos_proj(table))

    def position_queries(self, table):  # [r d] -> [r h s]
        return self.split_heads(self.pos_q_proj(table))


class DebertaAttention(deberta_v2.DebertaV2Attention):
    self_class = DisentangledSelfAttention


class DebertaLayer(deberta_v2.DebertaV2Layer):
    attention_class = DebertaAttention


class DebertaEncoder(deberta_v2.DebertaV2Encoder):
    layer_class = DebertaLayer


HEADS = variation(
    __name__,
    "Deberta",
    deberta_v2,
    DebertaConfig,
    encoder_class=DebertaEncoder,
    renames=(),
    without=["multiple-choice"],
)
