"""LayoutLM: Xu et al., 2019, arXiv:1912.13318.

BERT whose words also have a place on the page: the vectors of the edges of a word's box, and of
its height and width, are added to its embedding.

b batch, t tokens, d hidden, v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.layoutlm import LayoutLMConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    MaskedLMOutput,
    QuestionAnsweringModelOutput,
    SequenceClassifierOutput,
    TokenClassifierOutput,
)

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.heads import OutputEmbeddings, encode
from ..blocks.losses import sequence_loss, span_loss, token_loss
from .bert import BertEncoder, BertOnlyMLMHead, BertPooler


class LayoutLMEmbeddings(nn.Module):
    """Words, segments, and places in the text and on the page."""

    def __init__(self, config: LayoutLMConfig):
        super().__init__()
        d, most = config.hidden_size, config.max_2d_position_embeddings
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d)
        self.x_position_embeddings = nn.Embedding(most, d)
        self.y_position_embeddings = nn.Embedding(most, d)
        self.h_position_embeddings = nn.Embedding(most, d)
        self.w_position_embeddings = nn.Embedding(most, d)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)
        self.LayerNorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids, bbox, token_type_ids, position_ids, inputs_embeds):
        words = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            places = ops.arange(0, ops.shape(words)[1], like=words, dtype="int64")
            position_ids = ops.unsqueeze(places, 0)
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=position_ids)
        if bbox is None:
            bbox = ops.zeros((1, 1, 4), like=position_ids)
        left, top, right, bottom = (bbox[..., edge] for edge in range(4))  # each [b t]
        hidden = (
            words
            + self.position_embeddings(position_ids)
            + self.x_position_embeddings(left)
            + self.y_position_embeddings(top)
            + self.x_position_embeddings(right)
            + self.y_position_embeddings(bottom)
            + self.h_position_embeddings(bottom - top)
            + self.w_position_embeddings(right - left)
            + self.token_type_embeddings(token_type_ids)
        )
        return self.dropout(self.LayerNorm(hidden))  # [b t d]


class LayoutLMPreTrainedModel(nn.PreTrainedModel):
    """What all LayoutLM models share."""

    config_class = LayoutLMConfig
    base_model_prefix = "layoutlm"


TIED_DECODER = {
    "cls.predictions.decoder.weight": "layoutlm.embeddings.word_embeddings.weight",
    "cls.predictions.decoder.bias": "cls.predictions.bias",
}


class LayoutLMModel(LayoutLMPreTrainedModel):
    """LayoutLM without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        bbox: [b t 4], each word's box (left, top, right, bottom) in thousandths of the page,
            from its upper left corner; the corner itself by default.
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], 0, 1, 2, ... by default.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d], and on
        request hidden_states and attentions.
    """

    def __init__(self, config: LayoutLMConfig):
        super().__init__(config)
        self.embeddings = LayoutLMEmbeddings(config)
        self.encoder = BertEncoder(config)
        self.pooler = BertPooler(config)

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
        output = self.encoder(
            self.embeddings(input_ids, bbox, token_type_ids, position_ids, inputs_embeds),
            attention_masks.visible_keys(attention_mask),
            None,
            None,
            None,
            causal=False,
            use_cache=False,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return BaseModelOutputWithPooling(
            last_hidden_state=output.last_hidden_state,
            pooler_output=self.pooler(output.last_hidden_state),
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class LayoutLMForMaskedLM(OutputEmbeddings, LayoutLMPreTrainedModel):
    """Masked words: labels [b t], -100 for words that do not count."""

    tied_weights = TIED_DECODER
    output_embeddings = "cls.predictions.decoder"

    def __init__(self, config: LayoutLMConfig):
        super().__init__(config)
        self.layoutlm = LayoutLMModel(config)
        self.cls = BertOnlyMLMHead(config)

    def forward(
        self,
        input_ids=None,
        bbox=None,
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
            bbox=bbox,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        logits = self.cls(output.last_hidden_state)
        return MaskedLMOutput(
            loss=None if labels is None else token_loss(logits, labels),
            logits=logits,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class LayoutLMClassifier(LayoutLMPreTrainedModel):
    """LayoutLM with a linear classifier of vectors."""

    def __init__(self, config: LayoutLMConfig):
        super().__init__(config)
        self.layoutlm = LayoutLMModel(config)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def classified(self, output: Any, labels) -> Any:
        """The output of the class, from that of the network."""
        raise NotImplementedError

    def forward(
        self,
        input_ids=None,
        bbox=None,
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
            bbox=bbox,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return self.classified(output, labels)


class LayoutLMForSequenceClassification(LayoutLMClassifier):
    """A class, several or a number per page: labels [b] or [b c], see `config.problem_type`."""

    def classified(self, output: Any, labels) -> SequenceClassifierOutput:
        logits = self.classifier(self.dropout(output.pooler_output))  # [b c]
        return SequenceClassifierOutput(
            loss=None if labels is None else sequence_loss(self.config, logits, labels),
            logits=logits,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class LayoutLMForTokenClassification(LayoutLMClassifier):
    """A class per token: labels [b t], -100 for tokens that do not count."""

    def classified(self, output: Any, labels) -> TokenClassifierOutput:
        logits = self.classifier(self.dropout(output.last_hidden_state))  # [b t c]
        return TokenClassifierOutput(
            loss=None if labels is None else token_loss(logits, labels),
            logits=logits,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class LayoutLMForQuestionAnswering(LayoutLMPreTrainedModel):
    """Where an answer starts and ends on the page: start_positions and end_positions [b]."""

    def __init__(self, config: LayoutLMConfig):
        super().__init__(config)
        if config.num_labels != 2:
            raise ConfigError(
                f"num_labels is {config.num_labels}, expected 2: a question is answered by the "
                "scores of starts and of ends."
            )
        self.layoutlm = LayoutLMModel(config)
        self.qa_outputs = nn.Linear(config.hidden_size, 2)

    def forward(
        self,
        input_ids=None,
        bbox=None,
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
            bbox=bbox,
            attention_mask=attention_mask,
            token_type_ids=token_type_ids,
            position_ids=position_ids,
            inputs_embeds=inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        logits = self.qa_outputs(output.last_hidden_state)  # [b t 2]
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


HEADS = {
    "base": LayoutLMModel,
    "pretraining": LayoutLMForMaskedLM,
    "masked-lm": LayoutLMForMaskedLM,
    "sequence-classification": LayoutLMForSequenceClassification,
    "token-classification": LayoutLMForTokenClassification,
    "document-question-answering": LayoutLMForQuestionAnswering,
}
