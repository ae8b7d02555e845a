"""MobileBERT: Sun et al., 2020, arXiv:2004.02984.

A deep, thin BERT: each layer narrows its input to a bottleneck, computes there with several
feed-forward parts, and widens again. Embeddings are small, of each token and its neighbours;
norms are only scaled and shifted.

b batch, t tokens, d hidden, n bottleneck, e embedding, f feed-forward, v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.mobilebert import MobileBertConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.text_encoder import TextEncoder
from ..blocks.variation import variation
from . import bert
from .bert import (
    BertOnlyMLMHead,
    BertPreTrainingHeads,
)

DEFAULT_EPS = 1e-5  # of those norms that do not get the config's


class NoNorm(nn.Module):
    """A scale and a shift for each feature."""

    def __init__(self, size: int):
        super().__init__()
        self.weight = nn.Parameter((size,), init="ones")
        self.bias = nn.Parameter((size,), init="zeros")

    def forward(self, x):  # [b t d] -> [b t d]
        return x * ops.asarray(self.weight) + ops.asarray(self.bias)


def norm(config: MobileBertConfig, size: int, eps: float | None = None) -> Any:
    """The norm that the config names."""
    if config.normalization_type == "no_norm":
        return NoNorm(size)
    return nn.LayerNorm(size, eps=config.layer_norm_eps if eps is None else eps)


class MobileBertEmbeddings(nn.Module):
    def __init__(self, config: MobileBertConfig):
        super().__init__()
        e, d = config.embedding_size, config.hidden_size
        self.word_embeddings = nn.Embedding(config.vocab_size, e, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.trigram = config.trigram_input
        self.transformed = self.trigram or e != d
        self.embedding_transformation = nn.Linear(3 * e if self.trigram else e, d)
        self.LayerNorm = norm(config, d, DEFAULT_EPS)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids, token_type_ids, position_ids, inputs_embeds, *, start):
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if self.trigram:  # the next token, the token, the one before
            after = ops.pad(embeds[:, 1:], [(0, 0), (0, 1), (0, 0)], value=0)
            before = ops.pad(embeds[:, :-1], [(0, 0), (1, 0), (0, 0)], value=0)
            embeds = ops.cat([after, embeds, before], -1)
        if self.transformed:
            embeds = self.embedding_transformation(embeds)
        if position_ids is None:
            positions = ops.arange(0, ops.shape(embeds)[1], like=embeds, dtype="int64")
            position_ids = ops.unsqueeze(positions, 0) + start
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=position_ids)
        hidden = embeds + self.position_embeddings(position_ids)
        hidden = hidden + self.token_type_embeddings(token_type_ids)
        return self.dropout(self.LayerNorm(hidden))  # [b t d]


class MobileBertSelfAttention(nn.Module):
    def __init__(self, config: MobileBertConfig):
        super().__init__()
        n = config.true_hidden_size
        self.head_size = n // config.num_attention_heads
        self.query = nn.Linear(n, n)
        self.key = nn.Linear(n, n)
        self.value = nn.Linear(n if config.use_bottleneck_attention else config.hidden_size, n)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, query, value, attend):  # [b t n], [b t d] -> [b t n]
        query, key, value = (
            split_heads(x, self.head_size)
            for x in (self.query(query), self.key(query), self.value(value))
        )
        return attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)


class MobileBertResidual(nn.Module):
    """A projection added to a residual, then the norm."""

    def __init__(self, config: MobileBertConfig, features: int, out: int, *, eps=None, p=0.0):
        super().__init__()
        self.dense = nn.Linear(features, out)
        self.LayerNorm = norm(config, out, eps)
        self.dropout = nn.Dropout(p)

    def forward(self, x, residual):
        return self.LayerNorm(self.dropout(self.dense(x)) + residual)


class MobileBertAttention(nn.Module):
    def __init__(self, config: MobileBertConfig):
        super().__init__()
        n, p = config.true_hidden_size, config.hidden_dropout_prob
        self.self = MobileBertSelfAttention(config)
        self.output = MobileBertResidual(config, n, n, p=0.0 if config.use_bottleneck else p)

    def forward(self, query, value, residual, attend):  # -> [b t n]
        return self.output(self.self(query, value, attend), residual)


class MobileBertIntermediate(nn.Module):
    def __init__(self, config: MobileBertConfig):
        super().__init__()
        self.dense = nn.Linear(config.true_hidden_size, config.intermediate_size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t n] -> [b t f]
        return self.activation(self.dense(hidden))


class MobileBertOutput(MobileBertResidual):
    def __init__(self, config: MobileBertConfig):
        d, n, p = config.hidden_size, config.true_hidden_size, config.hidden_dropout_prob
        narrow = config.use_bottleneck
        super().__init__(
            config, config.intermediate_size, n, eps=DEFAULT_EPS, p=0.0 if narrow else p
        )
        self.bottleneck = MobileBertResidual(config, n, d, p=p) if narrow else None

    def forward(self, x, residual, wide):  # [b t f], [b t n], [b t d] -> [b t d]
        hidden = super().forward(x, residual)
        return hidden if self.bottleneck is None else self.bottleneck(hidden, wide)


class BottleneckLayer(nn.Module):
    def __init__(self, config: MobileBertConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.intra_bottleneck_size)
        self.LayerNorm = norm(config, config.intra_bottleneck_size)

    def forward(self, hidden):  # [b t d] -> [b t n]
        return self.LayerNorm(self.dense(hidden))


class Bottleneck(nn.Module):
    def __init__(self, config: MobileBertConfig):
        super().__init__()
        self.input = BottleneckLayer(config)
        self.shared = config.use_bottleneck_attention  # by attention and the residual
        self.attention = None
        if config.key_query_shared_bottleneck:
            self.attention = BottleneckLayer(config)

    def forward(self, hidden):
        """[b t d] -> what queries and keys are made of, values, and the residual [b t n]"""
        narrow = self.input(hidden)
        if self.shared:
            return narrow, narrow, narrow
        return hidden if self.attention is None else self.attention(hidden), hidden, narrow


class FFNLayer(nn.Module):
    def __init__(self, config: MobileBertConfig):
        super().__init__()
        self.intermediate = MobileBertIntermediate(config)
        self.output = MobileBertResidual(config, config.intermediate_size, config.true_hidden_size)

    def forward(self, hidden):  # [b t n] -> [b t n]
        return self.output(self.intermediate(hidden), hidden)


class MobileBertLayer(nn.Block):
    def __init__(self, config: MobileBertConfig):
        super().__init__()
        self.attention = MobileBertAttention(config)
        self.intermediate = MobileBertIntermediate(config)
        self.output = MobileBertOutput(config)
        self.bottleneck = Bottleneck(config) if config.use_bottleneck else None
        more = range(config.num_feedforward_networks - 1)
        self.ffn = nn.ModuleList(FFNLayer(config) for _ in more)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        query = value = residual = hidden
        if self.bottleneck is not None:
            query, value, residual = self.bottleneck(hidden)
        narrow = self.attention(query, value, residual, attend)  # [b t n]
        for part in self.ffn:
            narrow = part(narrow)
        return self.output(self.intermediate(narrow), narrow, hidden)


class MobileBertEncoder(nn.Module):
    """The layers."""

    layer_class = MobileBertLayer

    def __init__(self, config: MobileBertConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(self.layer_class(config) for _ in layers)


class MobileBertPooler(nn.Module):
    def __init__(self, config: MobileBertConfig):
        super().__init__()
        d = config.hidden_size
        self.dense = nn.Linear(d, d) if config.classifier_activation else None

    def forward(self, hidden):  # [b t d] -> [b d], from the first token
        return hidden[:, 0] if self.dense is None else ops.tanh(self.dense(hidden[:, 0]))


class MobileBertOutputRest(nn.Module):
    """The rows of the output matrix that the embeddings, being smaller, do not have."""

    def __init__(self, features: int, vocabulary: int):
        super().__init__()
        self.weight = nn.Parameter((features, vocabulary), init="normal")

    def forward(self, hidden):  # [b t d-e] -> [b t v]
        return ops.matmul(hidden, ops.asarray(self.weight))


class MobileBertLMPredictionHead(nn.Module):
    def __init__(self, config: MobileBertConfig):
        super().__init__()
        e, self.rest = config.embedding_size, config.hidden_size - config.embedding_size
        self.transform = bert.BertPredictionHeadTransform(config)
        self.dense = MobileBertOutputRest(self.rest, config.vocab_size) if self.rest else None
        self.decoder = nn.Linear(e, config.vocab_size)
        self.bias = nn.Parameter((config.vocab_size,), init="zeros")
        self.size = e

    def forward(self, hidden):  # [b t d] -> [b t v]
        hidden = self.transform(hidden)
        if self.dense is None:
            return self.decoder(hidden)
        known, rest = ops.split(hidden, [self.size, self.rest], -1)
        return self.decoder(known) + self.dense(rest)


class MobileBertOnlyMLMHead(BertOnlyMLMHead):
    predictions_class = MobileBertLMPredictionHead


class MobileBertPreTrainingHeads(BertPreTrainingHeads):
    predictions_class = MobileBertLMPredictionHead


class MobileBertPreTrainedModel(bert.BertPreTrainedModel):
    """What all MobileBERT models share."""

    config_class = MobileBertConfig
    base_model_prefix = "mobilebert"
    optional_parts = (r"(^|\.)pooler\.",)
    embeddings_class, encoder_class = MobileBertEmbeddings, MobileBertEncoder
    pooler_class = MobileBertPooler


class MobileBertModel(TextEncoder, MobileBertPreTrainedModel):
    """MobileBERT without a head."""

    def __init__(self, config: MobileBertConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = self.encoder_class(config)
        self.pooler = self.pooler_class(config) if add_pooling_layer else None


HEADS = variation(
    __name__,
    "MobileBert",
    bert,
    MobileBertConfig,
    heads={
        "pretraining": dict(head_class=MobileBertPreTrainingHeads),
        "masked-lm": dict(head_class=MobileBertOnlyMLMHead),
    },
    without=["causal-lm"],
    base_model_prefix="mobilebert",
)
