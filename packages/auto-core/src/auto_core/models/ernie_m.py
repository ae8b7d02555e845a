"""ERNIE-M: Ouyang et al., 2021, arXiv:2012.15674.

A bidirectional encoder of many languages, BERT's without segments. Padding is what has the id of
padding, where no mask says otherwise.

b batch, t tokens, d hidden, f feed-forward, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.ernie_m import ErnieMConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPoolingAndCrossAttentions
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, run_layers, split_heads
from ..blocks.attention_masks import boolean_mask
from ..blocks.text_heads import (
    MultipleChoice,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from .bert import BertPooler

FIRST_POSITION = 2


class ErnieMEmbeddings(nn.Module):
    """Of tokens, and of positions from 2 on."""

    def __init__(self, config: ErnieMConfig):
        super().__init__()
        d, pad = config.hidden_size, config.pad_token_id
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=pad)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, d, padding_idx=pad)
        self.layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids, position_ids, inputs_embeds):
        hidden = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if position_ids is None:
            positions = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
            position_ids = ops.unsqueeze(positions, 0)
        hidden = hidden + self.position_embeddings(position_ids + FIRST_POSITION)
        return self.dropout(self.layer_norm(hidden))  # [b t d]


class ErnieMSelfAttention(nn.Module):
    def __init__(self, config: ErnieMConfig):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.num_attention_heads
        self.q_proj = nn.Linear(d, d)
        self.k_proj = nn.Linear(d, d)
        self.v_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        query, key, value = (
            split_heads(layer(hidden), self.head_size)
            for layer in (self.q_proj, self.k_proj, self.v_proj)
        )
        return attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)


class ErnieMAttention(nn.Module):
    def __init__(self, config: ErnieMConfig):
        super().__init__()
        self.self_attn = ErnieMSelfAttention(config)
        self.out_proj = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        return self.out_proj(self.self_attn(hidden, attend))


class ErnieMEncoderLayer(nn.Block):
    def __init__(self, config: ErnieMConfig):
        super().__init__()
        d, eps, dropout = config.hidden_size, config.layer_norm_eps, config.hidden_dropout_prob
        self.self_attn = ErnieMAttention(config)
        self.linear1 = nn.Linear(d, config.intermediate_size)
        self.linear2 = nn.Linear(config.intermediate_size, d)
        self.norm1 = nn.LayerNorm(d, eps=eps)
        self.norm2 = nn.LayerNorm(d, eps=eps)
        self.dropout = nn.Dropout(dropout if config.act_dropout is None else config.act_dropout)
        self.dropout1 = nn.Dropout(dropout)
        self.dropout2 = nn.Dropout(dropout)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = self.norm1(hidden + self.dropout1(self.self_attn(hidden, attend)))
        inner = self.dropout(self.activation(self.linear1(hidden)))
        return self.norm2(hidden + self.dropout2(self.linear2(inner)))


class ErnieMEncoder(nn.Module):
    """The layers."""

    def __init__(self, config: ErnieMConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(ErnieMEncoderLayer(config) for _ in layers)


class ErnieMPreTrainedModel(nn.PreTrainedModel):
    """What all ERNIE-M models share."""

    config_class = ErnieMConfig
    base_model_prefix = "ernie_m"
    optional_parts = (r"(^|\.)pooler\.",)


class ErnieMModel(ErnieMPreTrainedModel):
    """ERNIE-M without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        position_ids: [b t], 0, 1, 2, ... by default.
        attention_mask: [b t], 1 for tokens and 0 for padding; by default 0 for the tokens
            pad_token_id.

    Returns:
        BaseModelOutputWithPoolingAndCrossAttentions: last_hidden_state [b t d], pooler_output
        [b d], and on request hidden_states and attentions.
    """

    def __init__(self, config: ErnieMConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        self.embeddings = ErnieMEmbeddings(config)
        self.encoder = ErnieMEncoder(config)
        self.pooler = BertPooler(config) if add_pooling_layer else None

    def get_input_embeddings(self):
        return self.embeddings.word_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.word_embeddings = value

    def forward(
        self,
        input_ids=None,
        position_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        pad = self.config.pad_token_id
        if attention_mask is None and input_ids is not None and pad is not None:
            attention_mask = ops.cast(input_ids != pad, "int64")
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        hidden = self.embeddings(input_ids, position_ids, inputs_embeds)
        attend = Attention(recorder, boolean_mask(attention_mask))
        hidden = run_layers(self.encoder.layers, hidden, attend)
        return BaseModelOutputWithPoolingAndCrossAttentions(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class ErnieMHead:  # what all heads share: the mask comes before positions
    base_class = ErnieMModel
    input_order = ("input_ids", "attention_mask", "position_ids", "inputs_embeds")


class ErnieMForSequenceClassification(ErnieMHead, SequenceClassification, ErnieMPreTrainedModel):
    pass


class ErnieMForMultipleChoice(ErnieMHead, MultipleChoice, ErnieMPreTrainedModel):
    pass


class ErnieMForTokenClassification(ErnieMHead, TokenClassification, ErnieMPreTrainedModel):
    base_options = {"add_pooling_layer": False}


class ErnieMForQuestionAnswering(ErnieMHead, QuestionAnswering, ErnieMPreTrainedModel):
    base_options = {"add_pooling_layer": False}


class ErnieMForInformationExtraction(ErnieMHead, QuestionAnswering, ErnieMPreTrainedModel):
    """Where spans start and end, of any number: start_positions and end_positions [b t], 1 at those
    tokens and 0 at others."""

    def add_head(self, config: ErnieMConfig) -> None:
        self.linear_start = nn.Linear(config.hidden_size, 1)
        self.linear_end = nn.Linear(config.hidden_size, 1)

    def score(self, output):  # -> [b t 2]
        hidden = output.last_hidden_state
        return ops.cat([self.linear_start(hidden), self.linear_end(hidden)], 2)

    def answer(self, output, logits, start_positions, end_positions, items=None):
        start, end = logits[..., 0], logits[..., 1]
        loss = None
        if start_positions is not None and end_positions is not None:
            pairs = ((start, start_positions), (end, end_positions))
            loss = sum(self.presence_loss(x, labels) for x, labels in pairs) / 2
        return self.output_class.of(output, loss=loss, start_logits=start, end_logits=end)

    def presence_loss(self, logits, labels) -> Any:  # [b t], [b t]
        return ops.binary_cross_entropy_with_logits(logits, ops.cast(labels, ops.dtype(logits)))


HEADS = {
    "base": ErnieMModel,
    "sequence-classification": ErnieMForSequenceClassification,
    "multiple-choice": ErnieMForMultipleChoice,
    "token-classification": ErnieMForTokenClassification,
    "question-answering": ErnieMForQuestionAnswering,
}
ALTERNATIVES = {"question-answering": (ErnieMForInformationExtraction,)}
