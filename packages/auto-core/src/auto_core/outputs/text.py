"""Outputs of models of text.

b batch, t tokens, d hidden, h heads, q queries, k keys, v vocabulary, c classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.outputs.base import ModelOutput


@dataclass(eq=False)
class BaseModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    hidden_states: Any = None  # tuple of layers + 1, each [b t d]
    attentions: Any = None  # tuple of layers, each [b h q k]


@dataclass(eq=False)
class BaseModelOutputWithAttentionMask(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    attention_mask: Any = None  # [b t]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class BaseModelOutputWithPooling(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    pooler_output: Any = None  # [b d]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class BaseModelOutputWithPastAndCrossAttentions(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None  # KeyValueCache
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None


@dataclass(eq=False)
class BaseModelOutputWithPoolingAndCrossAttentions(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    pooler_output: Any = None  # [b d]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None


@dataclass(eq=False)
class SentenceEmbeddingOutput(ModelOutput):
    sentence_embedding: Any = None  # [b e]
    last_hidden_state: Any = None  # [b t d]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class MaskedLMOutput(ModelOutput):
    loss: Any = None  # scalar
    logits: Any = None  # [b t v]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class CausalLMOutputWithCrossAttentions(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None


@dataclass(eq=False)
class NextSentencePredictorOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b 2]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class SequenceClassifierOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class MultipleChoiceModelOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b choices]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class TokenClassifierOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t c]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class QuestionAnsweringModelOutput(ModelOutput):
    loss: Any = None
    start_logits: Any = None  # [b t]
    end_logits: Any = None  # [b t]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class BrosSpadeOutput(ModelOutput):
    loss: Any = None
    initial_token_logits: Any = None  # [b t c]
    subsequent_token_logits: Any = None  # [b t t+1]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class DPRContextEncoderOutput(ModelOutput):
    pooler_output: Any = None  # [b p]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class DPRQuestionEncoderOutput(ModelOutput):
    pooler_output: Any = None  # [b p]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class DPRReaderOutput(ModelOutput):
    start_logits: Any = None  # [n t]
    end_logits: Any = None  # [n t]
    relevance_logits: Any = None  # [n]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class SplinterForPreTrainingOutput(ModelOutput):
    loss: Any = None
    start_logits: Any = None  # [b n t]
    end_logits: Any = None  # [b n t]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class BertForPreTrainingOutput(ModelOutput):
    loss: Any = None
    prediction_logits: Any = None  # [b t v]
    seq_relationship_logits: Any = None  # [b 2]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class AlbertForPreTrainingOutput(ModelOutput):
    loss: Any = None
    prediction_logits: Any = None  # [b t v]
    sop_logits: Any = None  # [b 2]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class ElectraForPreTrainingOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class BaseModelOutputWithPast(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None  # KeyValueCache
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class MambaOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    cache_params: Any = None  # KeyValueCache of states
    hidden_states: Any = None  # tuple of layers + 1, each [b t d]: of each layer, then normalised


@dataclass(eq=False)
class MambaCausalLMOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    cache_params: Any = None
    hidden_states: Any = None


@dataclass(eq=False)
class RwkvOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    state: Any = None  # KeyValueCache of states
    hidden_states: Any = None  # tuple of layers + 1, each [b t d]: of each layer, then normalised


@dataclass(eq=False)
class RwkvCausalLMOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    state: Any = None
    hidden_states: Any = None


@dataclass(eq=False)
class MoeModelOutputWithPast(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    past_key_values: Any = None  # KeyValueCache
    hidden_states: Any = None
    attentions: Any = None
    router_logits: Any = None  # of each layer with experts, [b*t e]


@dataclass(eq=False)
class MoeCausalLMOutputWithPast(ModelOutput):
    loss: Any = None
    aux_loss: Any = None  # of the routers
    logits: Any = None  # [b t v]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    router_logits: Any = None  # of each layer with experts, [b*t e]


@dataclass(eq=False)
class CausalLMOutputWithPast(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class SequenceClassifierOutputWithPast(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class GPT2DoubleHeadsModelOutput(ModelOutput):
    loss: Any = None
    mc_loss: Any = None
    logits: Any = None  # [b choices t v]
    mc_logits: Any = None  # [b choices]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class Seq2SeqModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d], the decoder's
    past_key_values: Any = None  # KeyValueCache
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None  # [b k d]
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None


@dataclass(eq=False)
class Seq2SeqLMOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None


@dataclass(eq=False)
class Seq2SeqSequenceClassifierOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b c]
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None


@dataclass(eq=False)
class Seq2SeqQuestionAnsweringModelOutput(ModelOutput):
    loss: Any = None
    start_logits: Any = None  # [b t]
    end_logits: Any = None  # [b t]
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None


@dataclass(eq=False)
class TableQuestionAnsweringOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t], of tokens whose cell is selected
    logits_aggregation: Any = None  # [b a], of what is done with the cells
    hidden_states: Any = None
    attentions: Any = None
