"""LiLT: Wang et al., 2022, arXiv:2202.13669.

RoBERTa beside a narrow transformer of the tokens' boxes on the page: both share their attention
weights, which sum the scores of both.

b batch, t tokens, h heads, s size of a head, d hidden, n layout's hidden, r shrink ratio,
c classes.
"""

from __future__ import annotations

import copy
from typing import Any

from auto_core.configs import PreTrainedConfig
from auto_core.configs.lilt import COORDINATES, LiltConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention, split_heads
from ..blocks.attention_masks import boolean_mask
from ..blocks.chunking import in_chunks
from ..blocks.position_ids import unpadded_positions
from ..blocks.text_heads import (
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
    classifier_dropout,
)
from .bert import BertEmbeddings, BertIntermediate, BertOutput, BertPooler, BertSelfOutput
from .roberta import RobertaClassificationHead


def narrowed(config: LiltConfig) -> Any:
    """The config of the layout's stream."""
    narrow = copy.copy(config)
    narrow.hidden_size = config.hidden_size // config.channel_shrink_ratio
    narrow.intermediate_size = config.intermediate_size // config.channel_shrink_ratio
    return narrow


class LiltLayoutEmbeddings(nn.Module):
    def __init__(self, config: LiltConfig):
        super().__init__()
        d, n = config.hidden_size, config.hidden_size // config.channel_shrink_ratio
        coordinates, size = config.max_2d_position_embeddings, d // COORDINATES
        self.x_position_embeddings = nn.Embedding(coordinates, size)
        self.y_position_embeddings = nn.Embedding(coordinates, size)
        self.h_position_embeddings = nn.Embedding(coordinates, size)
        self.w_position_embeddings = nn.Embedding(coordinates, size)
        self.box_position_embeddings = nn.Embedding(
            config.max_position_embeddings, n, padding_idx=config.pad_token_id
        )
        self.box_linear_embeddings = nn.Linear(d, n)
        self.LayerNorm = nn.LayerNorm(n, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, bbox, position_ids):  # [b t 4], [b t] -> [b t n]
        left, top, right, bottom = (bbox[:, :, i] for i in range(4))
        parts = [
            self.x_position_embeddings(left),
            self.y_position_embeddings(top),
            self.x_position_embeddings(right),
            self.y_position_embeddings(bottom),
            self.h_position_embeddings(bottom - top),
            self.w_position_embeddings(right - left),
        ]
        layout = self.box_linear_embeddings(ops.cat(parts, -1))
        return self.dropout(self.LayerNorm(layout + self.box_position_embeddings(position_ids)))


class LiltSelfAttention(nn.Module):
    def __init__(self, config: LiltConfig):
        super().__init__()
        d, n = config.hidden_size, config.hidden_size // config.channel_shrink_ratio
        self.heads = config.num_attention_heads
        self.sizes = [d // self.heads, n // self.heads]
        self.query = nn.Linear(d, d)
        self.key = nn.Linear(d, d)
        self.value = nn.Linear(d, d)
        self.layout_query = nn.Linear(n, n)
        self.layout_key = nn.Linear(n, n)
        self.layout_value = nn.Linear(n, n)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, layout, attend):  # [b t d], [b t n] -> the same
        text, box = self.sizes
        query, key, value = (
            ops.cat([split_heads(a(hidden), text) * p, split_heads(b(layout), box) * q], -1)
            for a, b, p, q in (
                (self.query, self.layout_query, text**-0.5, box**-0.5),
                (self.key, self.layout_key, 1.0, 1.0),
                (self.value, self.layout_value, 1.0, 1.0),
            )
        )  # [b t h s+s/r]: one product sums the scores of both
        output = attend(query, key, value, scale=1.0, dropout=self.dropout)
        batch, tokens, _ = ops.shape(output)
        output = ops.reshape(output, (batch, tokens, self.heads, text + box))
        return tuple(
            ops.reshape(part, (batch, tokens, self.heads * size))
            for part, size in zip(ops.split(output, self.sizes, -1), self.sizes, strict=True)
        )


class LiltAttention(nn.Module):
    def __init__(self, config: LiltConfig):
        super().__init__()
        self.self = LiltSelfAttention(config)
        self.output = BertSelfOutput(config)
        self.layout_output = BertSelfOutput(narrowed(config))

    def forward(self, hidden, layout, attend):  # [b t d], [b t n] -> the same
        text, box = self.self(hidden, layout, attend)
        return self.output(text, hidden), self.layout_output(box, layout)


class LiltLayer(nn.Block):
    def __init__(self, config: LiltConfig):
        super().__init__()
        narrow = narrowed(config)
        self.attention = LiltAttention(config)
        self.intermediate = BertIntermediate(config)
        self.output = BertOutput(config)
        self.layout_intermediate = BertIntermediate(narrow)
        self.layout_output = BertOutput(narrow)
        self.chunk_size = config.chunk_size_feed_forward

    def forward(self, hidden, layout, attend):  # [b t d], [b t n] -> the same
        hidden, layout = self.attention(hidden, layout, attend)
        hidden = in_chunks(self.feed_forward, hidden, self.chunk_size)
        return hidden, in_chunks(self.layout_feed_forward, layout, self.chunk_size)

    def feed_forward(self, hidden):  # [b t d] -> [b t d]
        return self.output(self.intermediate(hidden), hidden)

    def layout_feed_forward(self, layout):  # [b t n] -> [b t n]
        return self.layout_output(self.layout_intermediate(layout), layout)


class LiltEncoder(nn.Module):
    """The layers."""

    def __init__(self, config: LiltConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(LiltLayer(config) for _ in layers)

    def forward(self, hidden, layout, attend):  # [b t d], [b t n] -> [b t d]
        attend.recorder.add_hidden_state(hidden)
        for layer in self.layer:
            hidden, layout = layer(hidden, layout, attend)
            attend.recorder.add_hidden_state(hidden)
        return hidden


class LiltPreTrainedModel(nn.PreTrainedModel):
    """What all LiLT models share."""

    config_class = LiltConfig
    base_model_prefix = "lilt"
    ignored_keys = (r"embeddings\.token_type_ids$",)
    optional_parts = (r"(^|\.)pooler\.",)


class LiltModel(LiltPreTrainedModel):
    """LiLT without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        bbox: [b t 4], each token's left, top, right and bottom on the page, 0 by default.
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], by default counted from pad_token_id + 1 over what is no padding.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d], and on request
        hidden_states and attentions.
    """

    def __init__(self, config: LiltConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.pad = config.pad_token_id
        size = config.hidden_size
        self.embeddings = BertEmbeddings(config, size=size, pad_position=self.pad)
        self.layout_embeddings = LiltLayoutEmbeddings(config)
        self.encoder = LiltEncoder(config)
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
        if position_ids is None:
            position_ids = unpadded_positions(input_ids, inputs_embeds, pad=self.pad)
        hidden = self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds, start=0)
        batch, tokens, _ = ops.shape(hidden)
        if bbox is None:
            bbox = ops.zeros((batch, tokens, 4), like=hidden, dtype="int64")
        layout = self.layout_embeddings(bbox, position_ids)
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        hidden = self.encoder(hidden, layout, Attention(recorder, boolean_mask(attention_mask)))
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class LiltForSequenceClassification(SequenceClassification, LiltPreTrainedModel):
    base_class = LiltModel
    base_options = {"add_pooling_layer": False}

    def add_head(self, config: PreTrainedConfig) -> None:
        self.classifier = RobertaClassificationHead(config, dropout=classifier_dropout(config))

    def score(self, output):
        return self.classifier(output.last_hidden_state)


class LiltForTokenClassification(TokenClassification, LiltPreTrainedModel):
    base_class = LiltModel
    base_options = {"add_pooling_layer": False}


class LiltForQuestionAnswering(QuestionAnswering, LiltPreTrainedModel):
    base_class = LiltModel
    base_options = {"add_pooling_layer": False}


HEADS = {
    "base": LiltModel,
    "sequence-classification": LiltForSequenceClassification,
    "token-classification": LiltForTokenClassification,
    "question-answering": LiltForQuestionAnswering,
}
