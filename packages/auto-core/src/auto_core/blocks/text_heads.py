"""Task heads of text encoders: what they take, ask of the encoder and return.

A head of an architecture names its layers, and how they turn the encoder's output into scores:

    class BertForTokenClassification(TokenClassification, BertPreTrainedModel):
        def __init__(self, config):
            super().__init__(config)
            self.bert = BertModel(config, add_pooling_layer=False)
            self.dropout = nn.Dropout(...)
            self.classifier = nn.Linear(config.hidden_size, config.num_labels)

        def score(self, output):  # -> [b t c]
            return self.classifier(self.dropout(output.last_hidden_state))

Args of every `forward`: input_ids [b t] or inputs_embeds [b t d]; attention_mask [b t], 1 for
tokens and 0 for padding; token_type_ids and position_ids [b t]. An input that the encoder does
not know (DistilBERT has no segments) is refused by it.
"""

from __future__ import annotations

from typing import Any

from auto_core.errors import InputError
from auto_core.outputs import (
    CausalLMOutputWithCrossAttentions,
    MaskedLMOutput,
    MultipleChoiceModelOutput,
    QuestionAnsweringModelOutput,
    SequenceClassifierOutput,
    TokenClassifierOutput,
)

from .. import ops
from .logits import wanted
from .losses import next_token_loss, sequence_loss, span_loss, token_loss
from .multiple_choice import fold_choices

# Positional inputs of a head for masked words whose encoder attends to no other one.
NO_CONTEXT = (
    "input_ids",
    "attention_mask",
    "token_type_ids",
    "position_ids",
    "inputs_embeds",
    "labels",
)


def encode(model: Any, **inputs: Any) -> Any:
    """The output of a head's encoder for the inputs that were given."""
    given = {name: value for name, value in inputs.items() if value is not None}
    return model.base_model(**given, return_dict=True)


class OutputEmbeddings:
    """A head that scores words with the layer at the path `output_embeddings`."""

    output_embeddings = ""

    def get_output_embeddings(self) -> Any:
        """The layer that turns vectors into scores of words."""
        layer: Any = self
        for name in self.output_embeddings.split("."):
            layer = getattr(layer, name)
        return layer

    def set_output_embeddings(self, value: Any) -> None:
        """Replace the layer that turns vectors into scores of words."""
        *path, last = self.output_embeddings.split(".")
        layer: Any = self
        for name in path:
            layer = getattr(layer, name)
        setattr(layer, last, value)


class MaskedLM(OutputEmbeddings):
    """Masked words: labels [b t], -100 for words that do not count."""

    def score_words(self, hidden):  # [b t d] -> [b t v]
        raise NotImplementedError

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = encode(
            self,
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            encoder_hidden_states=encoder_hidden_states,
            encoder_attention_mask=encoder_attention_mask,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        logits = self.score_words(output.last_hidden_state)
        return MaskedLMOutput(
            loss=None if labels is None else token_loss(logits, labels),
            logits=logits,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class CausalLM(OutputEmbeddings):
    """Next words; meant for `is_decoder=True`. labels [b t] are the input_ids themselves."""

    def score_words(self, hidden):  # [b t d] -> [b t v]
        raise NotImplementedError

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        encoder_hidden_states=None,
        encoder_attention_mask=None,
        labels=None,
        past_key_values=None,
        *,
        use_cache: bool | None = None,
        logits_to_keep: Any = 0,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """`logits_to_keep`: of how many last tokens (0: of all), or of which places [n]."""
        output = encode(
            self,
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            encoder_hidden_states=encoder_hidden_states,
            encoder_attention_mask=encoder_attention_mask,
            past_key_values=past_key_values,
            use_cache=False if labels is not None else use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        logits = self.score_words(wanted(output.last_hidden_state, logits_to_keep))
        return CausalLMOutputWithCrossAttentions(
            loss=None if labels is None else next_token_loss(logits, labels),
            logits=logits,
            past_key_values=output.past_key_values,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
            cross_attentions=output.cross_attentions,
        )


class SequenceClassification:
    """A class, several or a number per text: labels [b] or [b c], see `config.problem_type`."""

    config: Any

    def score(self, output):  # -> [b c]
        raise NotImplementedError

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = encode(
            self,
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        logits = self.score(output)
        return SequenceClassifierOutput(
            loss=None if labels is None else sequence_loss(self.config, logits, labels),
            logits=logits,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class MultipleChoice:
    """The best of n texts: every input has an axis of choices, [b n t]; labels [b]."""

    def score(self, output):  # -> [b*n 1]
        raise NotImplementedError

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        given = input_ids if input_ids is not None else inputs_embeds
        if given is None:
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        output = encode(
            self,
            input_ids=fold_choices(input_ids),
            attention_mask=fold_choices(attention_mask),
            token_type_ids=fold_choices(token_type_ids),
            position_ids=fold_choices(position_ids),
            inputs_embeds=fold_choices(inputs_embeds),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        logits = ops.reshape(self.score(output), (-1, ops.shape(given)[1]))  # [b n]
        return MultipleChoiceModelOutput(
            loss=None if labels is None else token_loss(logits, labels),
            logits=logits,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class TokenClassification:
    """A class per token: labels [b t], -100 for tokens that do not count."""

    def score(self, output):  # -> [b t c]
        raise NotImplementedError

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = encode(
            self,
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        logits = self.score(output)
        return TokenClassifierOutput(
            loss=None if labels is None else token_loss(logits, labels),
            logits=logits,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class QuestionAnswering:
    """Where an answer starts and ends: start_positions and end_positions [b]."""

    def score(self, output):  # -> [b t 2]
        raise NotImplementedError

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        position_ids=None,
        inputs_embeds=None,
        start_positions=None,
        end_positions=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = encode(
            self,
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        logits = self.score(output)
        start, end = logits[..., 0], logits[..., 1]
        loss = None
        if start_positions is not None and end_positions is not None:
            loss = span_loss(start, end, start_positions, end_positions)
        return QuestionAnsweringModelOutput(
            loss=loss,
            start_logits=start,
            end_logits=end,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )
