"""NEZHA: Wei et al., 2019, arXiv:1909.00204.

BERT without positions: keys and values have fixed sinusoids of their distance to the query added.

b batch, t tokens, q queries, k keys, r distances, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

import numpy as np

from auto_core.configs.nezha import NezhaConfig
from auto_core.errors import InputError

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.masked_scores import masked_scores
from ..blocks.variation import variation
from . import bert
from .bert import BertAttention, BertEncoder, BertLayer, BertSelfAttention


class NezhaEmbeddings(nn.Module):
    """Embeddings of tokens and segments."""

    def __init__(self, config: NezhaConfig, *, size: int):
        super().__init__()
        pad = config.pad_token_id
        self.word_embeddings = nn.Embedding(config.vocab_size, size, padding_idx=pad)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, size)
        self.LayerNorm = nn.LayerNorm(size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids, token_type_ids, position_ids, inputs_embeds, *, start):
        if position_ids is not None:
            raise InputError("NEZHA has no positions, only distances: leave position_ids out.")
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=embeds, dtype="int64")
        return self.dropout(self.LayerNorm(embeds + self.token_type_embeddings(token_type_ids)))


def sinusoids(most: int, size: int) -> np.ndarray:
    """Sines and cosines in turn of the distances -most .. most, [r s]."""
    frequency = np.exp(np.arange(0, size, 2, dtype=np.float32) * np.float32(-np.log(1e4) / size))
    angle = np.arange(2 * most + 1, dtype=np.float32)[:, None] * frequency
    return np.stack([np.sin(angle), np.cos(angle)], 2).reshape(2 * most + 1, size)


class NezhaSelfAttention(BertSelfAttention):
    def __init__(self, config: NezhaConfig, *, relative: bool, source: int | None = None):
        super().__init__(config, relative=False)
        self.most = config.max_relative_position
        self.table = sinusoids(self.most, self.head_size)

    def distances(self, hidden):  # -> [q k s]
        position = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
        distance = ops.unsqueeze(position, 0) - ops.unsqueeze(position, 1)
        index = ops.clamp(distance, min=-self.most, max=self.most) + self.most
        return ops.take(ops.asarray(self.table, like=hidden, dtype=ops.dtype(hidden)), index, 0)

    def forward(self, hidden, attend, source=None):  # [b t d] -> [b t d]
        query = split_heads(self.query(hidden), self.head_size)
        key, value = self.project(hidden)
        distances = self.distances(hidden)
        scores = ops.einsum("bqhs,bkhs->bhqk", query, key)
        scores = scores + ops.einsum("bqhs,qks->bhqk", query, distances)
        scores = masked_scores(scores * self.head_size**-0.5, attend.mask)
        weights = ops.softmax(scores, -1)
        if attend.recorder.wants_attentions:
            attend.record(weights)
        weights = self.dropout(weights)
        output = ops.einsum("bhqk,bkhs->bqhs", weights, value)
        output = output + ops.einsum("bhqk,qks->bqhs", weights, distances)
        batch, tokens, heads, size = ops.shape(output)
        return ops.reshape(output, (batch, tokens, heads * size))


class NezhaAttention(BertAttention):
    self_class = NezhaSelfAttention


class NezhaLayer(BertLayer):
    attention_class = NezhaAttention


class NezhaEncoder(BertEncoder):
    layer_class = NezhaLayer


class NezhaPreTrainedModel(bert.BertPreTrainedModel):
    """What all NEZHA models share."""

    config_class = NezhaConfig
    base_model_prefix = "nezha"
    # Sinusoids in older files, which follow from the config.
    ignored_keys = (
        *bert.BertPreTrainedModel.ignored_keys,
        r"\.relative_positions_encoding\.positions_encoding$",
    )
    embeddings_class, encoder_class = NezhaEmbeddings, NezhaEncoder


HEADS = variation(
    __name__,
    "Nezha",
    bert,
    NezhaConfig,
    without=["causal-lm", "text-encoding"],
    base_model_prefix="nezha",
)
