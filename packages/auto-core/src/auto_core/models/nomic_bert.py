"""Nomic BERT: Nussbaum et al., 2024, arXiv:2402.01613.

BERT's encoder that normalises after each residual sum, with rotated queries and keys instead of
positions, and a gated feed-forward part; nothing has biases but the norms.

b batch, t tokens, d hidden, f feed-forward, h heads, s size of a head, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.nomic_bert import NomicBertConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPooling
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.attention_masks import boolean_mask
from ..blocks.rotary import RotaryEmbedding, rotate
from ..blocks.text_heads import MaskedLM, SequenceClassification, TokenClassification
from .bert import BertLMPredictionHead, BertOnlyMLMHead, BertPooler


class NomicBertEmbeddings(nn.Module):
    def __init__(self, config: NomicBertConfig):
        super().__init__()
        d = config.hidden_size
        self.word_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, d)

    def forward(self, input_ids, token_type_ids, inputs_embeds):  # -> [b t d]
        embeds = self.word_embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        if token_type_ids is None:
            token_type_ids = ops.zeros((1, 1), like=embeds, dtype="int64")
        return embeds + self.token_type_embeddings(token_type_ids)


class NomicBertAttention(nn.Module):
    def __init__(self, config: NomicBertConfig):
        super().__init__()
        d, self.heads, self.head_size = (
            config.hidden_size,
            config.num_attention_heads,
            config.head_dim,
        )
        size = self.heads * self.head_size
        self.Wqkv = nn.Linear(d, 3 * size, bias=False)
        self.out_proj = nn.Linear(size, d, bias=False)
        self.dropout = nn.Dropout(config.attention_probs_dropout_prob)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        batch, tokens, _ = ops.shape(hidden)
        shape = (batch, tokens, 3, self.heads, self.head_size)
        projected = ops.reshape(self.Wqkv(hidden), shape)
        query, key, value = (projected[:, :, i] for i in range(3))  # [b t h s]
        query, key = rotate(query, *rotation), rotate(key, *rotation)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_proj(attend(query, key, value, **options))


class NomicBertMLP(nn.Module):
    def __init__(self, config: NomicBertConfig):
        super().__init__()
        d, f = config.hidden_size, config.intermediate_size
        self.fc11 = nn.Linear(d, f, bias=False)
        self.fc12 = nn.Linear(d, f, bias=False)
        self.fc2 = nn.Linear(f, d, bias=False)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.fc2(self.fc11(hidden) * self.activation(self.fc12(hidden)))


class NomicBertLayer(nn.Block):
    def __init__(self, config: NomicBertConfig):
        super().__init__()
        self.attn = NomicBertAttention(config)
        self.mlp = NomicBertMLP(config)
        self.norm1 = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.norm2 = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden, cos, sin, attend):  # [b t d] -> [b t d]
        hidden = self.norm1(hidden + self.dropout(self.attn(hidden, (cos, sin), attend)))
        return self.norm2(hidden + self.dropout(self.mlp(hidden)))


class NomicBertEncoder(nn.Module):
    layer_class: type = NomicBertLayer

    def __init__(self, config: NomicBertConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(self.layer_class(config) for _ in layers)

    def forward(self, hidden, cos, sin, attend):  # [b t d] -> [b t d]
        attend.recorder.add_hidden_state(hidden)
        for layer in self.layers:
            hidden = layer(hidden, cos, sin, attend)
            attend.recorder.add_hidden_state(hidden)
        return hidden


class NomicBertPreTrainedModel(nn.PreTrainedModel):
    """What all Nomic BERT models share."""

    config_class = NomicBertConfig
    base_model_prefix = "nomic_bert"
    renames = ((r"^bert\.", "nomic_bert."),)
    optional_parts = (r"(^|\.)pooler\.",)
    encoder_class: type = NomicBertEncoder  # which variations of this family replace


class NomicBertModel(NomicBertPreTrainedModel):
    """Nomic BERT without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], 0, 1, 2, ... by default.

    Returns:
        BaseModelOutputWithPooling: last_hidden_state [b t d], pooler_output [b d] of a model with
        a pooler, and on request hidden states and attentions.
    """

    def __init__(self, config: NomicBertConfig, add_pooling_layer: bool = False):
        super().__init__(config)
        self.embeddings = NomicBertEmbeddings(config)
        self.emb_ln = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)
        self.rotation = RotaryEmbedding(config)
        self.encoder = self.encoder_class(config)
        self.pooler = BertPooler(config) if add_pooling_layer else None

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
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        embeds = self.embeddings(input_ids, token_type_ids, inputs_embeds)
        hidden = self.dropout(self.emb_ln(embeds))
        if position_ids is None:
            positions = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
            position_ids = ops.unsqueeze(positions, 0)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, boolean_mask(attention_mask))
        hidden = self.encoder(hidden, *self.rotation(position_ids, hidden), attend)
        return BaseModelOutputWithPooling(
            last_hidden_state=hidden,
            pooler_output=None if self.pooler is None else self.pooler(hidden),
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class NomicBertPredictionHeadTransform(nn.Module):
    def __init__(self, config: NomicBertConfig):
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.activation = activation(config.hidden_act)
        self.layer_norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.layer_norm(self.activation(self.dense(hidden)))


class NomicBertLMPredictionHead(BertLMPredictionHead):
    transform_class = NomicBertPredictionHeadTransform


class NomicBertOnlyMLMHead(BertOnlyMLMHead):
    predictions_class = NomicBertLMPredictionHead


class NomicBertForMaskedLM(MaskedLM, NomicBertPreTrainedModel):
    base_class = NomicBertModel
    tied_weights = {
        "cls.predictions.decoder.weight": "nomic_bert.embeddings.word_embeddings.weight",
        "cls.predictions.decoder.bias": "cls.predictions.bias",
    }
    output_embeddings = "cls.predictions.decoder"

    def add_head(self, config: NomicBertConfig) -> None:
        self.cls = NomicBertOnlyMLMHead(config)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.cls(hidden)


class NomicBertForSequenceClassification(SequenceClassification, NomicBertPreTrainedModel):
    base_class = NomicBertModel
    base_options: Any = {"add_pooling_layer": True}


class NomicBertForTokenClassification(TokenClassification, NomicBertPreTrainedModel):
    base_class = NomicBertModel


HEADS = {
    "base": NomicBertModel,
    "masked-lm": NomicBertForMaskedLM,
    "sequence-classification": NomicBertForSequenceClassification,
    "token-classification": NomicBertForTokenClassification,
}
