"""Splinter: Ram et al., 2021, arXiv:2101.00438.

BERT that was trained to find spans which recur in a text: a question token stands for a span, and
its hidden state selects where the span starts and ends elsewhere.

b batch, t tokens, n question tokens, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.splinter import SplinterConfig
from auto_core.errors import InputError
from auto_core.outputs import QuestionAnsweringModelOutput, SplinterForPreTrainingOutput

from .. import nn, ops
from ..blocks.heads import Head
from ..blocks.losses import IGNORED, span_loss, token_loss
from ..blocks.masked_scores import masked_scores
from ..blocks.text_encoder import TextEncoder
from .bert import BertEmbeddings, BertLayer

EPS = 1e-5  # of the head's norms


class SplinterEncoder(nn.Module):
    """The layers."""

    layer_class = BertLayer

    def __init__(self, config: SplinterConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layer = nn.ModuleList(self.layer_class(config) for _ in layers)


class SplinterPreTrainedModel(nn.PreTrainedModel):
    """What all Splinter models share."""

    config_class = SplinterConfig
    base_model_prefix = "splinter"


class SplinterModel(TextEncoder, SplinterPreTrainedModel):
    """Splinter without a head."""

    def __init__(self, config: SplinterConfig):
        super().__init__(config)
        self.embeddings = BertEmbeddings(config, size=config.hidden_size)
        self.encoder = SplinterEncoder(config)
        self.pooler = None


class SplinterFullyConnectedLayer(nn.Module):
    def __init__(self, config: SplinterConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=EPS)

    def forward(self, hidden):  # gelu, whatever the config's hidden_act
        return self.LayerNorm(ops.gelu(self.dense(hidden), approximate="none"))


class QuestionAwareSpanSelectionHead(nn.Module):
    def __init__(self, config: SplinterConfig):
        super().__init__()
        d = config.hidden_size
        self.query_start_transform = SplinterFullyConnectedLayer(config)
        self.query_end_transform = SplinterFullyConnectedLayer(config)
        self.start_transform = SplinterFullyConnectedLayer(config)
        self.end_transform = SplinterFullyConnectedLayer(config)
        self.start_classifier = nn.Linear(d, d, bias=False)
        self.end_classifier = nn.Linear(d, d, bias=False)

    def forward(self, hidden, positions):  # [b t d], [b n] -> two of [b n t]
        question = ops.gather(hidden, 1, ops.unsqueeze(positions, 2))  # [b n d]
        start = self.start_classifier(self.query_start_transform(question))
        end = self.end_classifier(self.query_end_transform(question))
        return tuple(
            ops.matmul(query, ops.transpose(transform(hidden), 1, 2))
            for query, transform in ((start, self.start_transform), (end, self.end_transform))
        )


class SplinterHead(Head):
    """What the two heads share: logits of a span for each question token."""

    base_class = SplinterModel

    def add_head(self, config: SplinterConfig) -> None:
        self.splinter_qass = QuestionAwareSpanSelectionHead(config)

    def spans(self, output, positions, attention_mask):  # -> two of [b n t]
        start, end = self.splinter_qass(output.last_hidden_state, positions)
        mask = None if attention_mask is None else ops.unsqueeze(attention_mask != 0, 1)
        return masked_scores(start, mask), masked_scores(end, mask)


class SplinterForQuestionAnswering(SplinterHead, SplinterPreTrainedModel):
    """Where an answer starts and ends: start_positions and end_positions [b].

    question_positions [b n]: of question tokens; by default the first one of each text, and
    start_logits and end_logits [b t] instead of [b n t].
    """

    def forward(
        self,
        start_positions=None,
        end_positions=None,
        question_positions=None,
        *,
        num_items_in_batch=None,
        **inputs: Any,
    ):
        output = self.encode(**inputs)
        positions, ids = question_positions, inputs.get("input_ids")
        if positions is None and ids is not None:
            asked = ops.cast(ids == self.config.question_token_id, "int64")
            positions = ops.unsqueeze(ops.argmax(asked, 1), 1)
        elif positions is None:
            batch = ops.shape(output.last_hidden_state)[0]
            positions = ops.zeros((batch, 1), like=output.last_hidden_state, dtype="int64")
        start, end = self.spans(output, positions, inputs.get("attention_mask"))
        if question_positions is None:
            start, end = start[:, 0], end[:, 0]
        loss = None
        if start_positions is not None and end_positions is not None:
            if question_positions is not None:
                raise InputError(
                    "There is a loss for one question of each text: leave question_positions out, "
                    "or start_positions and end_positions."
                )
            loss = span_loss(start, end, start_positions, end_positions, num_items_in_batch)
        return QuestionAnsweringModelOutput.of(
            output, loss=loss, start_logits=start, end_logits=end
        )


class SplinterForPreTraining(SplinterHead, SplinterPreTrainedModel):
    """Where each masked span recurs: start_positions and end_positions [b n], pad_token_id for
    those that do not count, of the question tokens at question_positions [b n]."""

    def forward(
        self,
        start_positions=None,
        end_positions=None,
        question_positions=None,
        *,
        num_items_in_batch=None,
        **inputs: Any,
    ):
        if question_positions is None:
            raise InputError(
                "Pass question_positions [b n], where the question tokens of each text are; fill "
                "rows of fewer with config.pad_token_id."
            )
        output = self.encode(**inputs)
        start, end = self.spans(output, question_positions, inputs.get("attention_mask"))
        loss = None
        if start_positions is not None and end_positions is not None:
            loss = self.loss_of(start, start_positions, num_items_in_batch)
            loss = (loss + self.loss_of(end, end_positions, num_items_in_batch)) / 2
        return SplinterForPreTrainingOutput.of(
            output, loss=loss, start_logits=start, end_logits=end
        )

    def loss_of(self, logits, positions, items):  # [b n t], [b n]
        tokens = ops.shape(logits)[2]
        positions = ops.clamp(positions, min=0)
        positions = ops.where(positions >= tokens, tokens - 1, positions)
        labels = ops.where(positions == self.config.pad_token_id, IGNORED, positions)
        return token_loss(logits, labels, items)


HEADS = {
    "base": SplinterModel,
    "pretraining": SplinterForPreTraining,
    "question-answering": SplinterForQuestionAnswering,
}
