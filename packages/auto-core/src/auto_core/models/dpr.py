"""Dense passage retrieval: Karpukhin et al., 2020, arXiv:2004.04906.

Three BERTs: one embeds questions, one passages, and a reader finds answers in passages and scores
these. An embedding is the first token's hidden state, or its projection.

b batch, n passages, t tokens, d hidden, p embedding.
"""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs.dpr import DPRConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import (
    BaseModelOutputWithPooling,
    DPRContextEncoderOutput,
    DPRQuestionEncoderOutput,
    DPRReaderOutput,
)

from .. import nn, ops
from .bert import BertEmbeddings, BertEncoder, BertStack


class DPRBert(BertStack, nn.Module):
    """BERT without a pooler."""

    pooler = None

    def __init__(self, config: DPRConfig):
        super().__init__()
        self.config = config
        self.embeddings = BertEmbeddings(config, size=config.hidden_size)
        self.encoder = BertEncoder(config)


class DPREncoder(nn.Module):
    """BERT, and the projection of each text's first token."""

    def __init__(self, config: DPRConfig):
        super().__init__()
        d, p = config.hidden_size, config.projection_dim
        self.bert_model = DPRBert(config)
        self.encode_proj = nn.Linear(d, p) if p else None

    def forward(self, input_ids, attention_mask, token_type_ids, inputs_embeds, **requests: Any):
        output = self.bert_model(
            input_ids, attention_mask, token_type_ids, None, inputs_embeds, **requests
        )
        pooled = output.last_hidden_state[:, 0]
        pooled = pooled if self.encode_proj is None else self.encode_proj(pooled)
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)


class DPRSpanPredictor(nn.Module):
    def __init__(self, config: DPRConfig):
        super().__init__()
        d = config.hidden_size
        if config.projection_dim not in (0, d):
            raise ConfigError(
                f"DPRReader: projection_dim is {config.projection_dim}, expected 0: the reader "
                "reads hidden states, which are not projected."
            )
        self.encoder = DPREncoder(config)
        self.qa_outputs = nn.Linear(d, 2)
        self.qa_classifier = nn.Linear(d, 1)


class DPRPreTrainedModel(nn.PreTrainedModel):
    """What all DPR models share."""

    config_class = DPRConfig
    ignored_keys = (
        r"embeddings\.token_type_ids$",
        # Older files hold BERT's pooler, which nothing reads.
        r"bert_model\.pooler\.dense\.(weight|bias)$",
    )
    part_class: type = DPREncoder  # of each model, under the name of its prefix

    def __init__(self, config: DPRConfig):
        super().__init__(config)
        setattr(self, self.base_model_prefix, self.part_class(config))

    def encoder_of(self) -> DPREncoder:
        """The encoder inside."""
        return getattr(self, self.base_model_prefix)

    def get_input_embeddings(self):
        return self.encoder_of().bert_model.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.encoder_of().bert_model.embeddings.word_embeddings = value

    def tokens_mask(self, input_ids, attention_mask, inputs_embeds):
        """The caller's attention mask, or one of the tokens that are no padding."""
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        if attention_mask is not None or input_ids is None:
            return attention_mask
        return ops.cast(input_ids != self.config.pad_token_id, "int64")


class DPREmbedding(DPRPreTrainedModel):
    """An encoder of questions or of passages.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; by default where input_ids are not
            pad_token_id.
        token_type_ids: [b t], the segment, 0 by default.

    Returns:
        pooler_output [b p], and on request hidden_states and attentions.
    """

    output_class: ClassVar[Any] = DPRQuestionEncoderOutput

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        token_type_ids=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        attention_mask = self.tokens_mask(input_ids, attention_mask, inputs_embeds)
        output = self.encoder_of()(
            input_ids,
            attention_mask,
            token_type_ids,
            inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return self.output_class.of(output)


class DPRQuestionEncoder(DPREmbedding):
    """The encoder of questions: their embeddings `pooler_output` [b p]."""

    base_model_prefix = "question_encoder"


class DPRContextEncoder(DPREmbedding):
    """The encoder of passages: their embeddings `pooler_output` [b p]."""

    base_model_prefix = "ctx_encoder"
    output_class = DPRContextEncoderOutput


class DPRReader(DPRPreTrainedModel):
    """Where in each of n passages an answer is, and how relevant each passage is.

    Args of `forward`:
        input_ids: [n t], of the question, the passage's title and its text; or inputs_embeds
            [n t d].
        attention_mask: [n t], 1 for tokens and 0 for padding; all by default.

    Returns:
        DPRReaderOutput: start_logits and end_logits [n t], relevance_logits [n], and on request
        hidden_states and attentions.
    """

    base_model_prefix = "span_predictor"
    part_class = DPRSpanPredictor

    def encoder_of(self):
        return self.span_predictor.encoder

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.span_predictor.encoder(
            input_ids,
            attention_mask,
            None,
            inputs_embeds,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        hidden = output.last_hidden_state
        logits = self.span_predictor.qa_outputs(hidden)  # [n t 2]
        return DPRReaderOutput.of(
            output,
            start_logits=logits[..., 0],
            end_logits=logits[..., 1],
            relevance_logits=self.span_predictor.qa_classifier(hidden[:, 0])[:, 0],
        )


HEADS = {"base": DPRQuestionEncoder}
ALTERNATIVES = {"base": (DPRContextEncoder, DPRReader)}
