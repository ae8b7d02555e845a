"""YOSO: Zeng et al., 2021, arXiv:2111.09714.

BERT whose weights of attention are the chance that a query and a key have the same hash, which
follows from the angle between them; here by the expectation, not by hashes that are drawn. What
attention gives is normalised to length 1.

b batch, t tokens, q queries, k keys, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.yoso import YosoConfig
from auto_core.errors import InputError

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.chunking import in_chunks
from ..blocks.losses import IGNORED
from ..blocks.text_encoder import TextEncoder
from ..blocks.variation import variation
from . import bert
from .bert import BertIntermediate, BertOutput, BertSelfOutput
from .nystromformer import (
    NystromformerEmbeddings,
    NystromformerForMultipleChoice,
    NystromformerForSequenceClassification,
)


def normalised(x):  # [... s] -> [... s] of length 1
    return x / ops.clamp(ops.sqrt(ops.sum(x * x, -1, keepdim=True)), min=1e-12)


def collisions(cosine, length: int):
    """The chance that hashes of `length` bits are the same, by the cosine of the angle between what
    is hashed. Its gradient is the one of the paper (a lower bound, finite everywhere): half the
    length times the chance."""
    fixed = ops.clamp(ops.detach(cosine), min=-1.0, max=1.0)
    angle = ops.atan2(ops.sqrt(1 - fixed * fixed), fixed)
    chance = ops.pow(1 - angle / math.pi, length)
    return chance * (1 + length / 2 * (cosine - ops.detach(cosine)))


def of_tokens(mask):
    """A mask [b 1 1 t] as one of tokens [b t].

    Raises:
        InputError: each query has a mask of its own.
    """
    queries = ops.shape(mask)[2]
    if isinstance(queries, int) and queries != 1:
        raise InputError(
            "attention_mask has a row for each query, expected [batch, tokens]: this attention is "
            "approximated, and has no weights to mask one by one."
        )
    return mask[:, 0, 0]


class YosoSelfAttention(nn.Module):
    def __init__(self, config: YosoConfig):
        super().__init__()
        d, self.heads = config.hidden_size, config.num_attention_heads
        self.head_size, self.length = d // self.heads, config.hash_code_len
        self.query = nn.Linear(d, d)
        self.key = nn.Linear(d, d)
        self.value = nn.Linear(d, d)
        width, self.conv = config.conv_window, None
        if width is not None:
            options = dict(padding=(width // 2, 0), groups=self.heads, bias=False)
            self.conv = nn.Conv2d(self.heads, self.heads, (width, 1), **options)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        query, key, value = (
            split_heads(layer(hidden), self.head_size)
            for layer in (self.query, self.key, self.value)
        )  # [b t h s]
        cosine = ops.einsum("bqhs,bkhs->bhqk", normalised(query), normalised(key))
        weights, token = collisions(cosine, self.length), None
        if attend.mask is not None:
            token = ops.unsqueeze(ops.cast(of_tokens(attend.mask), ops.dtype(hidden)), 1)
            weights = weights * ops.unsqueeze(token, 3) * ops.unsqueeze(token, 2)
        context = normalised(ops.einsum("bhqk,bkhs->bqhs", weights, value))
        if self.conv is not None:  # over tokens, of each head by itself
            near = value
            if token is not None:
                near = value * ops.unsqueeze(ops.transpose(token, 1, 2), 3)
            near = self.conv(ops.permute(near, (0, 1, 3, 2)))  # [b t s h]
            context = context + ops.permute(near, (0, 1, 3, 2))
        batch, tokens, heads, size = ops.shape(context)
        context = ops.reshape(context, (batch, tokens, heads * size))
        if attend.recorder.wants_attentions:  # as upstream, which has no weights to return
            attend.record(context)
        return context


class YosoAttention(nn.Module):
    self_attention_class: Any = YosoSelfAttention

    def __init__(self, config: YosoConfig):
        super().__init__()
        self.self = self.self_attention_class(config)
        self.output = BertSelfOutput(config)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return self.output(self.self(hidden, attend), hidden)


class YosoLayer(nn.Block):
    attention_class: Any = YosoAttention

    def __init__(self, config: YosoConfig):
        super().__init__()
        self.attention = self.attention_class(config)
        self.intermediate = BertIntermediate(config)
        self.output = BertOutput(config)
        self.chunk_size = config.chunk_size_feed_forward

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return in_chunks(self.feed_forward, self.attention(hidden, attend), self.chunk_size)

    def feed_forward(self, hidden):  # [b t d] -> [b t d]
        return self.output(self.intermediate(hidden), hidden)


class YosoEncoder(nn.Module):
    """The layers."""

    layer_class: Any = YosoLayer

    def __init__(self, config: YosoConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(self.layer_class(config) for _ in layers)


class YosoPreTrainedModel(bert.BertPreTrainedModel):
    """What all YOSO models share."""

    config_class = YosoConfig
    splits_attention = False  # its convolution is over all heads
    base_model_prefix = "yoso"
    optional_parts = ()
    embeddings_class: Any = NystromformerEmbeddings
    encoder_class: Any = YosoEncoder
    pooler_class: Any = None


class YosoModel(TextEncoder, YosoPreTrainedModel):
    """YOSO without a head; positions are 2, 3, 4, ... by default. What `attentions` returns is the
    context of each token [b t d]."""

    def __init__(self, config: YosoConfig):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = self.encoder_class(config)
        self.pooler = None

    def embed(self, input_ids, token_type_ids, position_ids, inputs_embeds):
        return self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds, start=2)


class YosoForSequenceClassification(bert.BertForSequenceClassification, YosoPreTrainedModel):
    base_class = YosoModel
    add_head = NystromformerForSequenceClassification.add_head
    score = NystromformerForSequenceClassification.score


class YosoForMultipleChoice(bert.BertForMultipleChoice, YosoPreTrainedModel):
    base_class = YosoModel
    add_head = NystromformerForMultipleChoice.add_head
    score = NystromformerForMultipleChoice.score


class YosoForTokenClassification(bert.BertForTokenClassification, YosoPreTrainedModel):
    """A class per token: labels [b t], -100 for tokens that do not count; padding does not."""

    base_class = YosoModel
    base_options = {}

    def forward(self, labels=None, **inputs: Any):
        attention_mask = inputs.get("attention_mask")
        if labels is not None and attention_mask is not None:
            labels = ops.where(attention_mask == 1, labels, IGNORED)
        return super().forward(labels=labels, **inputs)


PREFIX = "Yoso"
UNPOOLED = dict(base_options={})
HEADS = variation(
    __name__,
    "Yoso",
    bert,
    YosoConfig,
    heads={"masked-lm": UNPOOLED, "question-answering": UNPOOLED},
    without=["pretraining", "causal-lm", "next-sentence-prediction", "text-encoding"],
    base_model_prefix="yoso",
)
