"""BROS: Hong et al., 2021, arXiv:2108.04539.

BERT for the texts of documents, whose attention also compares where tokens are on the page: the
differences of their boxes, as sinusoids.

b batch, t tokens, q queries, k keys, h heads, s size of a head, d hidden, n numbers of a box,
f frequencies, r relations, c classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.bros import BrosConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    BaseModelOutputWithPoolingAndCrossAttentions,
    BrosSpadeOutput,
    TokenClassifierOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.attention import Attention, run_layers, split_heads
from ..blocks.heads import Head
from ..blocks.image_heads import Identity
from ..blocks.losses import IGNORED, token_loss
from ..blocks.masked_scores import masked_scores
from .bert import BertAttention, BertEmbeddings, BertLayer, BertPooler, BertSelfAttention

CORNERS = (0, 1, 2, 1, 2, 3, 0, 3)  # of (left, top, right, bottom), clockwise


def frequencies(generator: np.random.Generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Falling frequencies [f]."""
    (count,) = shape
    return 10000.0 ** -(np.arange(count) / count)


class BrosPositionalEmbedding1D(nn.Module):
    """The frequencies of one axis, which checkpoints hold."""

    def __init__(self, config: BrosConfig):
        super().__init__()
        self.inv_freq = nn.Buffer((config.dim_bbox_sinusoid_emb_1d // 2,), init=frequencies)


class BrosPositionalEmbedding2D(nn.Module):
    """Sine and cosine of each number of a box."""

    def __init__(self, config: BrosConfig):
        super().__init__()
        self.numbers = config.dim_bbox
        self.x_pos_emb = BrosPositionalEmbedding1D(config)
        self.y_pos_emb = BrosPositionalEmbedding1D(config)

    def forward(self, boxes):  # [... n] -> [... n*2f]
        axes = [ops.asarray(axis.inv_freq) for axis in (self.x_pos_emb, self.y_pos_emb)]
        rates = ops.stack([axes[index % 2] for index in range(self.numbers)], 0)  # [n f]
        boxes = ops.cast(boxes, ops.dtype(rates))
        angle = ops.unsqueeze(boxes[..., : self.numbers], -1) * rates
        waves = ops.cat([ops.sin(angle), ops.cos(angle)], -1)
        *outer, count, size = ops.shape(waves)
        return ops.reshape(waves, (*outer, count * size))


class BrosBboxEmbeddings(nn.Module):
    def __init__(self, config: BrosConfig):
        super().__init__()
        size = config.dim_bbox_sinusoid_emb_1d // 2 * 2 * config.dim_bbox
        self.bbox_sinusoid_emb = BrosPositionalEmbedding2D(config)
        self.bbox_projection = nn.Linear(size, config.dim_bbox_projection, bias=False)

    def forward(self, boxes):  # [b t n] -> [b q k s]
        apart = ops.unsqueeze(boxes, 1) - ops.unsqueeze(boxes, 2)
        return self.bbox_projection(self.bbox_sinusoid_emb(apart))


class BoxAttention(Attention):
    """Attention of tokens that knows how far apart they are, [b q k s]."""

    def __init__(self, recorder: Recorder, mask: Any, apart: Any):
        super().__init__(recorder, mask)
        self.apart = apart


class BrosSelfAttention(BertSelfAttention):
    def forward(self, hidden, attend, source=None):  # [b t d] -> [b t d]
        query = split_heads(self.query(hidden), self.head_size)
        key, value = self.project(hidden)
        scale = self.head_size**-0.5
        bias = ops.einsum("bqhs,bqks->bhqk", query, attend.apart) * scale
        return attend(query, key, value, scale=scale, bias=bias, dropout=self.dropout)


class BrosAttention(BertAttention):
    self_class = BrosSelfAttention


class BrosLayer(BertLayer):
    attention_class = BrosAttention


class BrosEncoder(nn.Module):
    def __init__(self, config: BrosConfig):
        super().__init__()
        self.layer = nn.ModuleList(BrosLayer(config) for _ in range(config.num_hidden_layers))

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return run_layers(self.layer, hidden, attend)


class BrosPreTrainedModel(nn.PreTrainedModel):
    """What all BROS models share."""

    config_class = BrosConfig
    base_model_prefix = "bros"
    numbers_of_boxes = (4, 8)
    ignored_keys = (r"embeddings\.(position_ids|token_type_ids)$",)
    optional_parts = (r"(^|\.)pooler\.",)


class BrosModel(BrosPreTrainedModel):
    """BROS without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        bbox: [b t 4], left, top, right, bottom of each token's box as shares of the page, or
            [b t 8], its corners clockwise from the upper left.
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids, position_ids: [b t].
    """

    def __init__(self, config: BrosConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = BertEmbeddings(config, size=config.hidden_size)
        self.bbox_embeddings = BrosBboxEmbeddings(config)
        self.encoder = BrosEncoder(config)
        self.pooler = BertPooler(config) if add_pooling_layer else None

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        bbox=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        numbers = None if bbox is None else ops.shape(bbox)[-1]
        if numbers not in (4, 8):
            raise InputError("Pass bbox [batch tokens 4|8], the box of each token on its page.")
        hidden = self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds, start=0)
        boxes = ops.cast(bbox, "float64" if ops.dtype(hidden) == "float64" else "float32")
        if numbers == 4:
            boxes = ops.stack([boxes[..., index] for index in CORNERS], -1)
        apart = self.bbox_embeddings(boxes * self.config.bbox_scale)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        mask = attention_masks.boolean_mask(attention_mask)
        hidden = self.encoder(hidden, BoxAttention(recorder, mask, apart))
        return BaseModelOutputWithPoolingAndCrossAttentions(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


def counted(labels, wanted):
    """Labels [b t], of which those that a mask leaves out do not count."""
    return labels if wanted is None else ops.where(ops.cast(wanted, "bool"), labels, IGNORED)


class BrosForTokenClassification(Head, BrosPreTrainedModel):
    """A class for each token.

    Args of `forward`, beyond the model's:
        bbox_first_token_mask: [b t], 1 for the first token of each box; others do not count.
        labels: [b t].
    """

    base_class = BrosModel
    input_order = ("input_ids", "bbox", "attention_mask", "bbox_first_token_mask")

    def add_head(self, config: BrosConfig) -> None:
        self.dropout = nn.Dropout(config.head_dropout)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, bbox_first_token_mask=None, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.classifier(self.dropout(output.last_hidden_state))
        loss = None
        if labels is not None:
            loss = token_loss(logits, counted(labels, bbox_first_token_mask))
        return TokenClassifierOutput.of(output, loss=loss, logits=logits)


class BrosRelationExtractor(nn.Module):
    """The score of each token, and of none at all, to follow each token."""

    def __init__(self, config: BrosConfig):
        super().__init__()
        d = config.hidden_size
        self.relations = config.n_relations
        self.drop = nn.Dropout(config.classifier_dropout_prob)
        self.query = nn.Linear(d, self.relations * d)
        self.key = nn.Linear(d, self.relations * d)
        self.dummy_node = nn.Parameter((1, d), init="normal")

    def forward(self, hidden):  # [b t d] -> [b t t+1], or [r b t t+1] of several relations
        batch, _, d = ops.shape(hidden)
        none = ops.expand(ops.asarray(self.dummy_node), (batch, 1, d))
        keys = self.key(self.drop(ops.cat([hidden, none], 1)))
        query, key = split_heads(self.query(self.drop(hidden)), d), split_heads(keys, d)
        scores = ops.einsum("bqrd,bkrd->rbqk", query, key)
        return scores[0] if self.relations == 1 else scores


def linkable(scores, tokens):
    """Scores [b t t+1] of the tokens of a mask [b t], and of none, but not of a token itself."""
    count = ops.shape(tokens)[1]
    row = ops.unsqueeze(ops.arange(0, count, like=tokens, dtype="int64"), 1)
    column = ops.unsqueeze(ops.arange(0, count + 1, like=tokens, dtype="int64"), 0)
    allowed = ops.pad(ops.cast(tokens, "bool"), [(0, 0), (0, 1)], value=True)
    return masked_scores(scores, ops.unsqueeze(allowed, 1) & ops.unsqueeze(row != column, 0))


class BrosSpadeEEForTokenClassification(Head, BrosPreTrainedModel):
    """The class of each entity's first token, and which token follows each (SPADE: Hwang et al.,
    2020, arXiv:2005.00642).

    Args of `forward`, beyond the model's:
        bbox_first_token_mask: [b t], 1 for the first token of each box; others are no entity's.
        initial_token_labels: [b t], the class of each first token.
        subsequent_token_labels: [b t], the position of the token that follows; t for none.
    """

    base_class = BrosModel

    def add_head(self, config: BrosConfig) -> None:
        d = config.hidden_size
        self.initial_token_classifier = nn.ModuleList(
            [Identity(), nn.Linear(d, d), Identity(), nn.Linear(d, config.num_labels)]
        )
        self.dropout = nn.Dropout(config.head_dropout)
        self.subsequent_token_classifier = BrosRelationExtractor(config)

    def forward(
        self,
        attention_mask=None,
        bbox_first_token_mask=None,
        initial_token_labels=None,
        subsequent_token_labels=None,
        **inputs: Any,
    ):
        if attention_mask is None:
            raise InputError("Pass attention_mask: no token follows that is padding.")
        output = self.encode(attention_mask=attention_mask, **inputs)
        hidden = output.last_hidden_state
        _, first, _, last = self.initial_token_classifier
        initial = last(self.dropout(first(self.dropout(hidden))))
        following = linkable(self.subsequent_token_classifier(hidden), attention_mask)
        loss = None
        if initial_token_labels is not None and subsequent_token_labels is not None:
            loss = token_loss(initial, counted(initial_token_labels, bbox_first_token_mask))
            loss = loss + token_loss(following, counted(subsequent_token_labels, attention_mask))
        return BrosSpadeOutput.of(
            output, loss=loss, initial_token_logits=initial, subsequent_token_logits=following
        )


class BrosSpadeELForTokenClassification(Head, BrosPreTrainedModel):
    """Which entity's first token each is linked to. With labels, the scores of what cannot be are
    the lowest number.

    Args of `forward`, beyond the model's:
        bbox_first_token_mask: [b t], 1 for the first token of each box; with labels.
        labels: [b t], the position of the token that is linked to; t for none.
    """

    base_class = BrosModel
    labels_are_positions = True

    def add_head(self, config: BrosConfig) -> None:
        self.entity_linker = BrosRelationExtractor(config)

    def forward(self, bbox_first_token_mask=None, labels=None, **inputs: Any):
        output = self.encode(**inputs)
        logits, loss = self.entity_linker(output.last_hidden_state), None
        if labels is not None:
            if bbox_first_token_mask is None:
                raise InputError("Pass bbox_first_token_mask with labels.")
            logits = linkable(logits, bbox_first_token_mask)
            loss = token_loss(logits, counted(labels, bbox_first_token_mask))
        return TokenClassifierOutput.of(output, loss=loss, logits=logits)


HEADS = {"base": BrosModel, "token-classification": BrosForTokenClassification}
