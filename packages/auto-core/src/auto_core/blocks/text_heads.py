"""Task heads of text encoders.

    class BertForTokenClassification(TokenClassification, BertPreTrainedModel):
        base_class = BertModel
        base_options = {"add_pooling_layer": False}

Classifiers are a dropout and a linear layer, as BERT has them. An architecture with other layers
makes them in `add_head` and says in `score` what they make of the base model's output:

    class ElectraForSequenceClassification(SequenceClassification, ElectraPreTrainedModel):
        base_class = ElectraModel

        def add_head(self, config):
            self.classifier = ElectraClassificationHead(config)

        def score(self, output):  # -> [b c]
            return self.classifier(output.last_hidden_state)

b batch, t tokens, n choices, d hidden, v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.errors import InputError
from auto_core.outputs import (
    CausalLMOutputWithCrossAttentions,
    MaskedLMOutput,
    MultipleChoiceModelOutput,
    NextSentencePredictorOutput,
    QuestionAnsweringModelOutput,
    SequenceClassifierOutput,
    TokenClassifierOutput,
)

from .. import nn, ops
from .heads import Head, OutputEmbeddings
from .logits import wanted
from .losses import next_token_loss, sequence_loss, span_loss, token_loss
from .multiple_choice import fold_choices
from .ranking import Ranking

CACHE = ("past_key_values", "use_cache")
# What an encoder takes where it is a decoder; heads that classify do not.
DECODER_INPUTS = ("encoder_hidden_states", "encoder_attention_mask", *CACHE)


def classifier_dropout(config: Any) -> float:
    """The dropout before a classifier: the network's own, unless the config names another."""
    for field in ("classifier_dropout", "classifier_dropout_prob"):
        if hasattr(type(config), field) and getattr(config, field) is not None:
            return getattr(config, field)
    return config.hidden_dropout_prob


class MaskedLM(OutputEmbeddings, Head):
    """The masked tokens: labels [b t], -100 for tokens that do not count."""

    output_class: Any = MaskedLMOutput
    excluded_inputs = CACHE

    def logits(self, hidden):  # [b t d] -> [b t v]
        raise NotImplementedError

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.logits(output.last_hidden_state)
        loss = None if labels is None else token_loss(logits, labels, num_items_in_batch)
        return self.output_class.of(output, loss=loss, logits=logits)


class CausalLM(OutputEmbeddings, Head):
    """The next token; meant for `is_decoder=True`. labels [b t] are the input_ids themselves, -100
    for tokens that do not count."""

    loss_type = "ForCausalLM"
    input_order = (
        "input_ids",
        "attention_mask",
        "token_type_ids",
        "position_ids",
        "inputs_embeds",
        "encoder_hidden_states",
        "encoder_attention_mask",
        "labels",
    )

    def logits(self, hidden):  # [b t d] -> [b t v]
        raise NotImplementedError

    def forward(
        self,
        labels=None,
        *,
        num_items_in_batch=None,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        **inputs: Any,
    ):
        """`logits_to_keep`: of how many last tokens (0: of all), or of which positions [n]."""
        use_cache = False if labels is not None else use_cache
        output = self.encode(use_cache=use_cache, **inputs)
        logits = self.logits(wanted(output.last_hidden_state, logits_to_keep))
        loss = None if labels is None else next_token_loss(logits, labels, num_items_in_batch)
        return CausalLMOutputWithCrossAttentions.of(output, loss=loss, logits=logits)


class SequenceClassification(Ranking, Head):
    """A class, several or a number per text: labels [b] or [b c], see `config.problem_type`."""

    output_class: Any = SequenceClassifierOutput
    excluded_inputs = DECODER_INPUTS

    def add_head(self, config: Any) -> None:
        self.dropout = nn.Dropout(classifier_dropout(config))
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def score(self, output):  # -> [b c]
        return self.classifier(self.dropout(output.pooler_output))

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.score(output)
        loss = (
            None
            if labels is None
            else sequence_loss(self.config, logits, labels, num_items_in_batch)
        )
        return self.output_class.of(output, loss=loss, logits=logits)


class MultipleChoice(Head):
    """The best of n texts: every input has an axis of choices, [b n t]; labels [b]."""

    output_class: Any = MultipleChoiceModelOutput
    excluded_inputs = DECODER_INPUTS

    def add_head(self, config: Any) -> None:
        self.dropout = nn.Dropout(classifier_dropout(config))
        self.classifier = nn.Linear(config.hidden_size, 1)

    def score(self, output):  # -> [b*n 1]
        return self.classifier(self.dropout(output.pooler_output))

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        given = inputs.get("input_ids")
        given = inputs.get("inputs_embeds") if given is None else given
        if given is None:
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        flags = {name: inputs.pop(name) for name in [*inputs] if name.startswith("output_")}
        output = self.encode(**{n: fold_choices(x) for n, x in inputs.items()}, **flags)
        logits = ops.reshape(self.score(output), (-1, ops.shape(given)[1]))  # [b n]
        loss = None if labels is None else token_loss(logits, labels, num_items_in_batch)
        return self.output_class.of(output, loss=loss, logits=logits)


class TokenClassification(Head):
    """A class per token: labels [b t], -100 for tokens that do not count."""

    output_class: Any = TokenClassifierOutput
    excluded_inputs = DECODER_INPUTS

    def add_head(self, config: Any) -> None:
        self.dropout = nn.Dropout(classifier_dropout(config))
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def score(self, output):  # -> [b t c]
        return self.classifier(self.dropout(output.last_hidden_state))

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.score(output)
        loss = None if labels is None else token_loss(logits, labels, num_items_in_batch)
        return self.output_class.of(output, loss=loss, logits=logits)


class QuestionAnswering(Head):
    """Where an answer starts and ends: start_positions and end_positions [b]."""

    output_class: Any = QuestionAnsweringModelOutput
    excluded_inputs = DECODER_INPUTS

    def add_head(self, config: Any) -> None:
        self.qa_outputs = nn.Linear(config.hidden_size, 2)

    def score(self, output):  # -> [b t 2]
        return self.qa_outputs(output.last_hidden_state)

    def forward(
        self, start_positions=None, end_positions=None, *, num_items_in_batch=None, **inputs: Any
    ):
        output = self.encode(**inputs)
        logits = self.score(output)
        return self.answer(output, logits, start_positions, end_positions, num_items_in_batch)

    def answer(self, output, logits, start_positions, end_positions, items=None):
        """The output of this head, from logits [b t 2]."""
        start, end = logits[..., 0], logits[..., 1]
        loss = None
        if start_positions is not None and end_positions is not None:
            loss = span_loss(start, end, start_positions, end_positions, items)
        return self.output_class.of(output, loss=loss, start_logits=start, end_logits=end)


class NextSentencePrediction(Head):
    """Does the second sentence follow the first? labels [b]: 0 yes, 1 no."""

    excluded_inputs = DECODER_INPUTS

    def score(self, output):  # -> [b 2]
        raise NotImplementedError

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        output = self.encode(**inputs)
        logits = self.score(output)
        loss = None if labels is None else token_loss(logits, labels, num_items_in_batch)
        return NextSentencePredictorOutput.of(output, loss=loss, logits=logits)
