"""Nystromformer: Xiong et al., 2021, arXiv:2102.03902.

BERT whose attention is approximated: queries and keys meet through the means of as many segments
of the text, and a convolution over near tokens is added.

b batch, t tokens, h heads, s size of a head, l landmarks, w width of the convolution, d hidden,
v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.nystromformer import NystromformerConfig
from auto_core.errors import InputError

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.masked_scores import masked_scores
from ..blocks.text_encoder import TextEncoder
from ..blocks.variation import variation
from . import bert
from .bert import BertEmbeddings, BertIntermediate, BertOutput, BertSelfOutput
from .roformer import RoFormerClassificationHead

ITERATIONS = 6


class NystromformerEmbeddings(BertEmbeddings):
    """BERT's, whose first position is 2."""

    def __init__(self, config: NystromformerConfig):
        super().__init__(_WithPositions(config), size=config.hidden_size)


class _WithPositions:
    """A config as BertEmbeddings reads it."""

    position_embedding_type = "absolute"

    def __init__(self, config: NystromformerConfig):
        self.config = config
        self.max_position_embeddings = config.max_position_embeddings + 2

    def __getattr__(self, name: str) -> Any:
        return getattr(self.config, name)


class NystromformerSelfAttention(nn.Module):
    def __init__(self, config: NystromformerConfig):
        super().__init__()
        d, self.heads = config.hidden_size, config.num_attention_heads
        self.head_size = d // self.heads
        self.length, self.landmarks = config.segment_means_seq_len, config.num_landmarks
        self.query = nn.Linear(d, d)
        self.key = nn.Linear(d, d)
        self.value = nn.Linear(d, d)
        width, self.conv = config.conv_kernel_size, None
        if width is not None:
            options = dict(padding=(width // 2, 0), groups=self.heads, bias=False)
            self.conv = nn.Conv2d(self.heads, self.heads, (width, 1), **options)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        query, key, value = (
            ops.permute(split_heads(layer(hidden), self.head_size), (0, 2, 1, 3))
            for layer in (self.query, self.key, self.value)
        )  # [b h t s]
        query, key = query * self.head_size**-0.25, key * self.head_size**-0.25
        if self.landmarks == self.length:
            weights = _softmax(query, key, attend.mask)
            context = ops.matmul(weights, value)
        else:
            weights, context = self.approximated(query, key, value, attend.mask)
        if attend.recorder.wants_attentions:
            attend.record(weights)
        if self.conv is not None:  # over tokens, of each head by itself
            near = self.conv(ops.permute(value, (0, 2, 3, 1)))  # [b t s h]
            context = context + ops.permute(near, (0, 3, 1, 2))
        batch, _, tokens, _ = ops.shape(context)
        context = ops.permute(context, (0, 2, 1, 3))
        return ops.reshape(context, (batch, tokens, self.heads * self.head_size))

    def approximated(self, query, key, value, mask):
        """[b h t s], ... -> the weights of landmarks [b h t l], and the context [b h t s]"""
        tokens = ops.shape(query)[2]
        if isinstance(tokens, int) and tokens != self.length:
            raise InputError(
                f"This text has {tokens} tokens, expected segment_means_seq_len={self.length}: "
                "pad it to that length (and mask the padding)."
            )
        queries, keys = self.means(query), self.means(key)  # [b h l s]
        inverse = inverted(_softmax(queries, keys, None))
        weights = ops.matmul(_softmax(query, keys, None), inverse)
        return weights, ops.matmul(weights, ops.matmul(_softmax(queries, key, mask), value))

    def means(self, x):  # [b h t s] -> [b h l s], of each segment
        batch, each = ops.shape(x)[0], self.length // self.landmarks
        return ops.mean(
            ops.reshape(x, (batch, self.heads, self.landmarks, each, self.head_size)), 3
        )


def _softmax(query, key, mask):  # [b h q s], [b h k s] -> [b h q k]
    return ops.softmax(masked_scores(ops.matmul(query, ops.transpose(key, 2, 3)), mask), -1)


def inverted(x):  # [b h l l] -> [b h l l]
    """The inverse, nearly: a few steps of an iteration (Razavi et al., 2014)."""
    one = ops.asarray(np.eye(int(ops.shape(x)[-1])), like=x, dtype=ops.dtype(x))
    inverse = ops.transpose(x, 2, 3) / ops.amax(ops.sum(x, 2), (0, 1, 2))
    for _ in range(ITERATIONS):
        product = ops.matmul(x, inverse)
        step = 15 * one - ops.matmul(product, 7 * one - product)
        inverse = ops.matmul(0.25 * inverse, 13 * one - ops.matmul(product, step))
    return inverse


class NystromformerAttention(nn.Module):
    def __init__(self, config: NystromformerConfig):
        super().__init__()
        self.self = NystromformerSelfAttention(config)
        self.output = BertSelfOutput(config)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return self.output(self.self(hidden, attend), hidden)


class NystromformerLayer(nn.Block):
    def __init__(self, config: NystromformerConfig):
        super().__init__()
        self.attention = NystromformerAttention(config)
        self.intermediate = BertIntermediate(config)
        self.output = BertOutput(config)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = self.attention(hidden, attend)
        return self.output(self.intermediate(hidden), hidden)


class NystromformerEncoder(nn.Module):
    """The layers."""

    layer_class = NystromformerLayer

    def __init__(self, config: NystromformerConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(self.layer_class(config) for _ in layers)


class NystromformerPreTrainedModel(bert.BertPreTrainedModel):
    """What all Nystromformer models share."""

    config_class = NystromformerConfig
    base_model_prefix = "nystromformer"
    splits_attention = False  # its convolution is over all heads
    optional_parts = ()
    embeddings_class, encoder_class = NystromformerEmbeddings, NystromformerEncoder
    pooler_class: Any = None


class NystromformerModel(TextEncoder, NystromformerPreTrainedModel):
    """Nystromformer without a head; positions are 2, 3, 4, ... by default."""

    def __init__(self, config: NystromformerConfig):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = self.encoder_class(config)
        self.pooler = None

    def embed(self, input_ids, token_type_ids, position_ids, inputs_embeds):
        return self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds, start=2)


class NystromformerForSequenceClassification(
    bert.BertForSequenceClassification, NystromformerPreTrainedModel
):
    base_class = NystromformerModel

    def add_head(self, config: NystromformerConfig) -> None:
        self.classifier = RoFormerClassificationHead(config)

    def score(self, output):
        return self.classifier(output.last_hidden_state)


class NystromformerForMultipleChoice(bert.BertForMultipleChoice, NystromformerPreTrainedModel):
    base_class = NystromformerModel

    def add_head(self, config: NystromformerConfig) -> None:
        self.pre_classifier = nn.Linear(config.hidden_size, config.hidden_size)
        self.classifier = nn.Linear(config.hidden_size, 1)

    def score(self, output):
        first = self.pre_classifier(output.last_hidden_state[:, 0])
        return self.classifier(ops.relu(first))


UNPOOLED = dict(base_options={})
HEADS = variation(
    __name__,
    "Nystromformer",
    bert,
    NystromformerConfig,
    heads={
        "masked-lm": UNPOOLED,
        "token-classification": UNPOOLED,
        "question-answering": UNPOOLED,
    },
    without=["pretraining", "causal-lm", "next-sentence-prediction"],
    base_model_prefix="nystromformer",
)
