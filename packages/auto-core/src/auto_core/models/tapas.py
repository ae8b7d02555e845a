"""TAPAS: Herzig et al., 2020, arXiv:2004.02349.

BERT that reads a question and a table. Each token has types: the column and row it is in, the
rank of its number, and others; positions are counted within a cell. The head that answers selects
cells and, if it has aggregations, sums, averages or counts them.

b batch, t tokens, d hidden, c classes or columns, a aggregations.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.tapas import TapasConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling, TableQuestionAnsweringOutput

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks import table_answers as answers
from ..blocks.heads import Head
from ..blocks.text_heads import MaskedLM, SequenceClassification
from .bert import BertEncoder, BertOnlyMLMHead, BertPooler


class TapasEmbeddings(nn.Module):
    """Embeddings of tokens, positions and each of a token's types."""

    def __init__(self, config: TapasConfig):
        super().__init__()
        d = config.hidden_size
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d)
        self.sizes = tuple(config.type_vocab_sizes)
        for index, size in enumerate(self.sizes):
            setattr(self, f"token_type_embeddings_{index}", nn.Embedding(size, d))
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.per_cell = config.reset_position_index_per_cell
        self.max_positions = config.max_position_embeddings

    def forward(self, input_ids, token_type_ids, position_ids, inputs_embeds):
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            position_ids = self.positions(embeds, token_type_ids)
        hidden = embeds + self.position_embeddings(position_ids)
        for index in range(len(self.sizes)):
            table = getattr(self, f"token_type_embeddings_{index}")
            hidden = hidden + table(token_type_ids[:, :, index])
        return self.dropout(self.LayerNorm(hidden))  # [b t d]

    def positions(self, embeds, token_type_ids):
        """[1|b t], counted from a text's first token or from the cell's."""
        batch, tokens, _ = ops.shape(embeds)
        positions = ops.unsqueeze(ops.arange(0, tokens, like=embeds, dtype="int64"), 0)
        if not self.per_cell:
            return positions
        _, columns, rows, *_ = self.sizes
        cells = token_type_ids[:, :, 1] * rows + token_type_ids[:, :, 2]
        whole = ops.expand(positions, (batch, tokens))
        first = answers.in_segments(ops.segment_min, whole, cells, columns * rows)
        return ops.clamp(positions - ops.gather(first, 1, cells), max=self.max_positions - 1)


class TapasPreTrainedModel(nn.PreTrainedModel):
    """What all TAPAS models share."""

    config_class = TapasConfig
    base_model_prefix = "tapas"
    optional_parts = (r"(^|\.)pooler\.", r"\.crossattention\.")
    bounded_positions = False  # they are counted from a cell's first token, and clamped
    # The parts that variations of this family replace.
    embeddings_class, encoder_class, pooler_class = TapasEmbeddings, BertEncoder, BertPooler


def no_types(config: TapasConfig, like):
    """Types [b t 7] of tokens that are in no table; `like` is [b t] or [b t d]."""
    batch, tokens, *_ = ops.shape(like)
    return ops.zeros((batch, tokens, len(config.type_vocab_sizes)), like=like, dtype="int64")


class TapasModel(TapasPreTrainedModel):
    """TAPAS without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids: [b t 7], see TapasConfig.type_vocab_sizes; 0 by default.
        position_ids: [b t], by default counted within each cell of the table.
        encoder_hidden_states: [b k d], to attend to, with encoder_attention_mask [b k].

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d], and on
        request hidden_states and attentions.
    """

    def __init__(self, config: TapasConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = self.encoder_class(config)
        self.pooler = self.pooler_class(config) if add_pooling_layer else None

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if encoder_hidden_states is not None and not self.config.add_cross_attention:
            raise InputError(
                "encoder_hidden_states were passed, but this model has no cross-attention; "
                "build it with is_decoder=True, add_cross_attention=True."
            )
        if token_type_ids is None:
            token_type_ids = no_types(
                self.config, inputs_embeds if input_ids is None else input_ids
            )
        output = self.encoder(
            self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds),
            attention_masks.boolean_mask(attention_mask),
            encoder_hidden_states,
            attention_masks.boolean_mask(encoder_attention_mask),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        pooled = None if self.pooler is None else self.pooler(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)


TIED_DECODER = {
    "cls.predictions.decoder.weight": "tapas.embeddings.word_embeddings.weight",
    "cls.predictions.decoder.bias": "cls.predictions.bias",
}


class TapasForMaskedLM(MaskedLM, TapasPreTrainedModel):
    base_class = TapasModel
    base_options = {"add_pooling_layer": False}
    tied_weights = TIED_DECODER
    output_embeddings = "cls.predictions.decoder"

    def add_head(self, config: TapasConfig) -> None:
        self.cls = BertOnlyMLMHead(config)

    def logits(self, hidden):
        return self.cls(hidden)


class TapasForSequenceClassification(SequenceClassification, TapasPreTrainedModel):
    """Whether a text follows from the table, or another class of both: labels [b] or [b c]."""

    base_class = TapasModel


class TapasForQuestionAnswering(Head, TapasPreTrainedModel):
    """Which cells answer a question, and which aggregation of them.

    Args of `forward`:
        table_mask: [b t], 1 for tokens of the table's body; by default those that have a row.
        labels: [b t], 1 for tokens of the answer's cells. Without them there is no loss.
        aggregation_labels: [b], which aggregation, if that is known (strong supervision).
        float_answer: [b], the answer, nan if it is no number; with numeric_values [b t], the
            number that a token is part of (nan: none), and numeric_values_scale [b t], of how
            many tokens that number is, all from the tokenizer (`use_answer_as_supervision`).

    Returns:
        TableQuestionAnsweringOutput: logits [b t] of tokens, one for all tokens of a cell and,
        with `select_one_column`, far below 0 outside the likeliest column;
        logits_aggregation [b a].
    """

    base_class = TapasModel
    excluded_inputs = ("encoder_hidden_states", "encoder_attention_mask")

    def add_head(self, config: TapasConfig) -> None:
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        init = "zeros" if config.init_cell_selection_weights_to_zero else "normal"
        self.output_weights = nn.Parameter((config.hidden_size,), init=init)
        self.column_output_weights = nn.Parameter((config.hidden_size,), init=init)
        self.output_bias = nn.Parameter((), init="zeros")
        self.column_output_bias = nn.Parameter((), init="zeros")
        if config.num_aggregation_labels > 0:
            self.aggregation_classifier = nn.Linear(
                config.hidden_size, config.num_aggregation_labels
            )
        self.expected_answer = answers.ExpectedAnswer(config)

    def forward(
        self,
        table_mask=None,
        labels=None,
        aggregation_labels=None,
        float_answer=None,
        numeric_values=None,
        numeric_values_scale=None,
        **inputs: Any,
    ):
        output = self.encode(**inputs)
        token_type_ids = inputs.get("token_type_ids")
        attention_mask = inputs.get("attention_mask")
        hidden = self.dropout(output.last_hidden_state)
        batch, tokens, _ = ops.shape(hidden)
        if token_type_ids is None:
            token_type_ids = no_types(self.config, hidden)
        if attention_mask is None:
            attention_mask = ops.ones((batch, tokens), like=hidden)
        seen = ops.cast(attention_mask, ops.dtype(hidden))
        table = answers.grid(self.config, token_type_ids, seen)

        logits = self.scores(hidden, self.output_weights, self.output_bias)
        logits = logits / self.config.temperature  # [b t]
        columns = None
        if self.config.select_one_column:
            scores = self.scores(hidden, self.column_output_weights, self.column_output_bias)
            columns = answers.column_logits(self.config, table, scores)  # [b c]
        aggregations = None
        if self.config.num_aggregation_labels > 0:
            aggregations = self.aggregation_classifier(output.pooler_output)  # [b a]

        if self.config.average_logits_per_cell and labels is not None:
            logits = ops.gather(answers.cell_means(table, logits), 1, table.cells)
        final = logits if columns is None else answers.in_one_column(table, logits, columns)
        loss = None
        if labels is not None:
            if columns is None:
                selection = answers.tokens_loss(self.config, logits, labels, seen)
            else:
                selection = answers.one_column_loss(table, logits, columns, labels)
            if self.config.weak_supervision:
                if table_mask is None:
                    table_mask = token_type_ids[:, :, 2] > 0
                in_table = ops.cast(table_mask, ops.dtype(hidden))
                numbers = float_answer, numeric_values, numeric_values_scale
                loss = self.weak_loss(selection, final, aggregations, labels, in_table, *numbers)
            else:
                loss = self.strong_loss(selection, aggregations, aggregation_labels)
        return TableQuestionAnsweringOutput.of(
            output, loss=loss, logits=final, logits_aggregation=aggregations
        )

    def scores(self, hidden, weights, bias):  # [b t d] -> [b t]
        return ops.einsum("btd,d->bt", hidden, ops.asarray(weights)) + ops.asarray(bias)

    def strong_loss(self, selection, aggregations, labels):
        """Cells and, if there are any, aggregations are known. selection [b] is the cells' loss."""
        loss = self.unless_disabled(selection)
        if aggregations is not None:
            if labels is None:
                raise InputError(
                    "This model aggregates, so its loss needs aggregation_labels [batch] too; or "
                    "set use_answer_as_supervision=True to learn from answers."
                )
            loss = loss + answers.aggregation_loss(self.config, aggregations, labels)
        return ops.mean(loss, 0)

    def weak_loss(self, selection, logits, aggregations, labels, in_table, answer, numbers, scale):
        """The answer is known, and the cells that hold it, if any do."""
        if answer is None or numbers is None or scale is None:
            raise InputError(
                "With use_answer_as_supervision the loss needs float_answer [batch], "
                "numeric_values and numeric_values_scale [batch, tokens] too."
            )
        aggregated = answers.aggregates(self.config, aggregations, labels, answer)
        expected = self.expected_answer(logits, numbers, scale, in_table, aggregations)
        error, small = answers.answer_loss(self.config, expected, answer, aggregated)
        of_answer = answers.weak_aggregation_loss(self.config, aggregations, aggregated) + error
        return ops.mean(self.unless_disabled(selection * (1.0 - aggregated)) + of_answer * small, 0)

    def unless_disabled(self, loss):
        return ops.zeros((1,), like=loss) if self.config.disable_per_token_loss else loss


PREFIX = "Tapas"
HEADS = {
    "base": TapasModel,
    "pretraining": TapasForMaskedLM,
    "masked-lm": TapasForMaskedLM,
    "sequence-classification": TapasForSequenceClassification,
    "table-question-answering": TapasForQuestionAnswering,
}
