"""ModernBERT: Warner et al., 2024, arXiv:2412.13663.

A bidirectional encoder with rotary positions and gated feed-forward parts (GeGLU), which
normalises before each part: once after the embeddings, so not before the first attention. Every
third layer attends to the whole text, the others to a window around each token, and these rotate
otherwise.

b batch, t tokens, n choices, h heads, s size of a head, d hidden, f feed-forward, v vocabulary,
c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._modernbert import ModernBertLayersConfig
from auto_core.configs.modernbert import ModernBertConfig
from auto_core.outputs import BaseModelOutputWithPooling, MaskedLMOutput

from .. import nn, ops
from ..blocks import text_heads
from ..blocks.activations import activation
from ..blocks.encoder import Encoder
from ..blocks.losses import token_loss
from ..blocks.rotary import RotaryByLayer, rotate
from ..blocks.text_pooling import first_token, mean_of_tokens


def layer_norm(config: ModernBertLayersConfig):
    """A norm of hidden states."""
    return nn.LayerNorm(config.hidden_size, eps=config.norm_eps, bias=config.norm_bias)


class ModernBertEmbeddings(nn.Module):
    def __init__(self, config: ModernBertLayersConfig):
        super().__init__()
        d, pad = config.hidden_size, config.pad_token_id
        self.tok_embeddings = nn.Embedding(config.vocab_size, d, padding_idx=pad)
        self.norm = layer_norm(config)
        self.drop = nn.Dropout(config.embedding_dropout)

    def forward(self, embeddings):  # [b t d] -> [b t d]
        return self.drop(self.norm(embeddings))


class ModernBertMLP(nn.Module):
    def __init__(self, config: ModernBertLayersConfig):
        super().__init__()
        d, f = config.hidden_size, config.intermediate_size
        self.Wi = nn.Linear(d, 2 * f, bias=config.mlp_bias)
        self.Wo = nn.Linear(f, d, bias=config.mlp_bias)
        self.activation, self.size = activation(config.hidden_activation), f
        self.drop = nn.Dropout(config.mlp_dropout)

    def forward(self, hidden):  # [b t d] -> [b t d]
        gated, gate = ops.split(self.Wi(hidden), [self.size, self.size], -1)
        return self.Wo(self.drop(self.activation(gated) * gate))


class ModernBertAttention(nn.Module):
    def __init__(self, config: ModernBertConfig):
        super().__init__()
        d, bias = config.hidden_size, config.attention_bias
        self.heads, self.head_size = config.num_attention_heads, config.head_size
        self.Wqkv = nn.Linear(d, 3 * d, bias=bias)
        self.Wo = nn.Linear(d, d, bias=bias)
        self.dropout = nn.Dropout(config.attention_dropout)
        self.out_drop = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        batch, tokens, _ = ops.shape(hidden)
        shape = (batch, tokens, 3, self.heads, self.head_size)
        projected = ops.reshape(self.Wqkv(hidden), shape)
        query, key, value = (projected[:, :, i] for i in range(3))  # [b t h s]
        query, key = rotate(query, *rotation), rotate(key, *rotation)
        output = attend(query, key, value, scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_drop(self.Wo(output))


class ModernBertEncoderLayer(nn.Block):
    def __init__(self, config: ModernBertConfig, layer: int):
        super().__init__()
        self.attn_norm = layer_norm(config) if layer else None
        self.attn = ModernBertAttention(config)
        self.mlp_norm = layer_norm(config)
        self.mlp = ModernBertMLP(config)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        normed = hidden if self.attn_norm is None else self.attn_norm(hidden)
        hidden = hidden + self.attn(normed, rotation, attend)
        return hidden + self.mlp(self.mlp_norm(hidden))


class ModernBertPredictionHead(nn.Module):
    def __init__(self, config: ModernBertLayersConfig):
        super().__init__()
        d = config.hidden_size
        self.dense = nn.Linear(d, d, bias=config.classifier_bias)
        self.activation = activation(config.classifier_activation)
        self.norm = layer_norm(config)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.norm(self.activation(self.dense(hidden)))


class ModernBertPreTrainedModel(nn.PreTrainedModel):
    """What all ModernBERT models share."""

    config_class = ModernBertConfig
    base_model_prefix = "model"
    head_parts = (r"^(decoder|head|classifier)\.",)


class ModernBertModel(Encoder, ModernBertPreTrainedModel):
    """ModernBERT without a head."""

    def __init__(self, config: ModernBertConfig):
        super().__init__(config)
        layers = range(config.num_hidden_layers)
        self.embeddings = ModernBertEmbeddings(config)
        self.layers = nn.ModuleList(ModernBertEncoderLayer(config, layer) for layer in layers)
        self.final_norm = layer_norm(config)
        self.rotary_emb = RotaryByLayer(config)

    def get_input_embeddings(self):
        return self.embeddings.tok_embeddings

    def set_input_embeddings(self, value):
        self.embeddings.tok_embeddings = value

    def start(self, embeddings, position_ids, attention_mask, past):
        return self.embeddings(embeddings), self.rotary_emb(position_ids, embeddings)

    def of_layer(self, shared, layer: int):
        return shared[self.config.layer_types[layer]]

    def finish(self, hidden):
        return self.final_norm(hidden)


class ModernBertForMaskedLM(text_heads.MaskedLM, ModernBertPreTrainedModel):
    """The masked tokens: labels [b t], -100 for tokens that do not count. With
    `config.sparse_prediction` and labels, logits [n v] of the n tokens that count alone."""

    base_class = ModernBertModel
    output_embeddings = "decoder"
    tied_weights = {"decoder.weight": "model.embeddings.tok_embeddings.weight"}

    def add_head(self, config: ModernBertConfig) -> None:
        self.head = ModernBertPredictionHead(config)
        self.decoder = nn.Linear(config.hidden_size, config.vocab_size, bias=config.decoder_bias)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.decoder(self.head(hidden))

    def forward(self, labels=None, *, num_items_in_batch=None, **inputs: Any):
        if labels is None or not self.config.sparse_prediction:
            return super().forward(labels, num_items_in_batch=num_items_in_batch, **inputs)
        output = self.encode(**inputs)
        counted = labels != self.config.sparse_pred_ignore_index
        logits = self.logits(ops.boolean_mask(output.last_hidden_state, counted))  # [n v]
        loss = token_loss(logits, ops.boolean_mask(labels, counted), num_items_in_batch)
        return MaskedLMOutput.of(output, loss=loss, logits=logits)


class ModernBertHead:
    """The layers that every classifier has after the encoder."""

    config: ModernBertConfig
    base_class = ModernBertModel
    head: ModernBertPredictionHead
    drop: Any
    classifier: Any
    classes: int | None = None  # config.num_labels

    def add_head(self, config: ModernBertConfig) -> None:
        self.head = ModernBertPredictionHead(config)
        self.drop = nn.Dropout(config.classifier_dropout)
        self.classifier = nn.Linear(config.hidden_size, self.classes or config.num_labels)

    def score(self, output):  # -> [b t c]
        return self.classified(output.last_hidden_state)

    def classified(self, hidden):  # [... d] -> [... c]
        return self.classifier(self.drop(self.head(hidden)))


class ModernBertPooledHead(ModernBertHead):
    """A classifier of whole texts."""

    def encode(self, **inputs: Any):
        output = super().encode(**inputs)  # type: ignore[misc]
        pooled = self.pool(output.last_hidden_state, inputs.get("attention_mask"))
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)

    def pool(self, hidden, attention_mask):  # [b t d] -> [b d]
        if self.config.classifier_pooling == "mean":
            return mean_of_tokens(hidden, attention_mask)
        return hidden[:, 0]

    def score(self, output):  # -> [b c]
        return self.classified(output.pooler_output)


class ModernBertForSequenceClassification(
    ModernBertPooledHead, text_heads.SequenceClassification, ModernBertPreTrainedModel
):
    pass


class ModernBertForMultipleChoice(
    ModernBertPooledHead, text_heads.MultipleChoice, ModernBertPreTrainedModel
):
    classes = 1

    def pool(self, hidden, attention_mask):  # [b*n t d] -> [b*n d]
        if self.config.classifier_pooling == "mean":
            return mean_of_tokens(hidden, attention_mask)
        return first_token(hidden, attention_mask)


class ModernBertForTokenClassification(
    ModernBertHead, text_heads.TokenClassification, ModernBertPreTrainedModel
):
    pass


class ModernBertForQuestionAnswering(
    ModernBertHead, text_heads.QuestionAnswering, ModernBertPreTrainedModel
):
    pass


HEADS = {
    "base": ModernBertModel,
    "masked-lm": ModernBertForMaskedLM,
    "sequence-classification": ModernBertForSequenceClassification,
    "multiple-choice": ModernBertForMultipleChoice,
    "token-classification": ModernBertForTokenClassification,
    "question-answering": ModernBertForQuestionAnswering,
}
