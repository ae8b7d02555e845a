"""LayoutLM: Xu et al., 2019, arXiv:1912.13318.

BERT with two-dimensional positions: embeddings of the edges of each token's bounding box on the
page, and of its height and width, are added to the token's.

b batch, t tokens, d hidden, v vocabulary, c classes.
"""

from __future__ import annotations

from auto_core.configs.layoutlm import LayoutLMConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import BaseModelOutputWithPooling

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.text_heads import (
    MaskedLM,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from .bert import BertEncoder, BertOnlyMLMHead, BertPooler


class LayoutLMEmbeddings(nn.Module):
    """Embeddings of tokens, segments, and positions in the text and on the page."""

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
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            positions = ops.arange(0, ops.shape(embeds)[1], like=embeds, dtype="int64")
            position_ids = ops.unsqueeze(positions, 0)
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=position_ids)
        if bbox is None:
            bbox = ops.zeros((1, 1, 4), like=position_ids)
        left, top, right, bottom = (bbox[..., edge] for edge in range(4))  # each [b t]
        hidden = (
            embeds
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
    # The parts that variations of this family replace.
    embeddings_class, encoder_class, pooler_class = LayoutLMEmbeddings, BertEncoder, BertPooler


TIED_DECODER = {
    "cls.predictions.decoder.weight": "layoutlm.embeddings.word_embeddings.weight",
    "cls.predictions.decoder.bias": "cls.predictions.bias",
}


class LayoutLMModel(LayoutLMPreTrainedModel):
    """LayoutLM without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        bbox: [b t 4], each token's box (left, top, right, bottom) in thousandths of the page,
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
        self.embeddings = self.embeddings_class(config)
        self.encoder = self.encoder_class(config)
        self.pooler = self.pooler_class(config)

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
            attention_masks.boolean_mask(attention_mask),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        pooled = self.pooler(output.last_hidden_state)
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)


class LayoutLMForMaskedLM(MaskedLM, LayoutLMPreTrainedModel):
    base_class = LayoutLMModel
    tied_weights = TIED_DECODER
    output_embeddings = "cls.predictions.decoder"

    def add_head(self, config: LayoutLMConfig) -> None:
        self.cls = BertOnlyMLMHead(config)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.cls(hidden)


class LayoutLMForSequenceClassification(SequenceClassification, LayoutLMPreTrainedModel):
    base_class = LayoutLMModel


class LayoutLMForTokenClassification(TokenClassification, LayoutLMPreTrainedModel):
    base_class = LayoutLMModel


class LayoutLMForQuestionAnswering(QuestionAnswering, LayoutLMPreTrainedModel):
    base_class = LayoutLMModel

    def add_head(self, config: LayoutLMConfig) -> None:
        if config.num_labels != 2:
            raise ConfigError(
                f"num_labels is {config.num_labels}, expected 2: a question is answered by the "
                "scores of starts and of ends."
            )
        super().add_head(config)


PREFIX = "LayoutLM"
HEADS = {
    "base": LayoutLMModel,
    "pretraining": LayoutLMForMaskedLM,
    "masked-lm": LayoutLMForMaskedLM,
    "sequence-classification": LayoutLMForSequenceClassification,
    "token-classification": LayoutLMForTokenClassification,
    "document-question-answering": LayoutLMForQuestionAnswering,
}
