"""ALBERT: Lan et al., 2019, arXiv:1909.11942.

BERT with few parameters: layers share them in groups, and embeddings are smaller than hidden
states. It was trained on masked tokens and on the order of two sentences.

b batch, t tokens, d hidden, e embedding, f feed-forward, v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.albert import AlbertConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    AlbertForPreTrainingOutput,
    BaseModelOutput,
    BaseModelOutputWithPooling,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import Attention
from ..blocks.chunking import in_chunks
from ..blocks.heads import Head, OutputEmbeddings
from ..blocks.losses import token_loss
from ..blocks.text_heads import (
    MaskedLM,
    MultipleChoice,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from .bert import BertEmbeddings, BertSelfAttention


class AlbertAttention(BertSelfAttention):
    """BERT's attention with its output projection and residual in the same module."""

    def __init__(self, config: AlbertConfig):
        super().__init__(config, relative=True)
        self.output_dropout = nn.Dropout(config.hidden_dropout_prob)
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        output = self.dense(super().forward(hidden, attend))
        return self.LayerNorm(hidden + self.output_dropout(output))


class AlbertLayer(nn.Block):
    attention_class = AlbertAttention

    def __init__(self, config: AlbertConfig):
        super().__init__()
        d, f = config.hidden_size, config.intermediate_size
        self.full_layer_layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.attention = self.attention_class(config)
        self.ffn = nn.Linear(d, f)
        self.ffn_output = nn.Linear(f, d)
        self.activation = activation(config.hidden_act)
        self.chunk_size = config.chunk_size_feed_forward

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        hidden = self.attention(hidden, attend)
        change = in_chunks(self.feed_forward, hidden, self.chunk_size)
        return self.full_layer_layer_norm(change + hidden)

    def feed_forward(self, hidden):
        return self.ffn_output(self.activation(self.ffn(hidden)))


class AlbertLayerGroup(nn.Module):
    layer_class = AlbertLayer

    def __init__(self, config: AlbertConfig):
        super().__init__()
        layers = range(config.inner_group_num)
        self.albert_layers = nn.ModuleList(self.layer_class(config) for _ in layers)


class AlbertTransformer(nn.Module):
    def __init__(self, config: AlbertConfig):
        super().__init__()
        layers, groups = config.num_hidden_layers, config.num_hidden_groups
        self.embedding_hidden_mapping_in = nn.Linear(config.embedding_size, config.hidden_size)
        self.albert_layer_groups = nn.ModuleList(AlbertLayerGroup(config) for _ in range(groups))
        self.group_of_layer = tuple(int(i / (layers / groups)) for i in range(layers))

    def forward(
        self, embeds, attention_mask, *, output_attentions: bool, output_hidden_states: bool
    ):
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        attend = Attention(recorder, attention_mask)
        hidden = self.embedding_hidden_mapping_in(embeds)  # [b t e] -> [b t d]
        recorder.add_hidden_state(hidden)
        for group in self.group_of_layer:
            for layer in self.albert_layer_groups[group].albert_layers:
                hidden = layer(hidden, attend)
                recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )


class AlbertPreTrainedModel(nn.PreTrainedModel):
    """What all ALBERT models share."""

    config_class = AlbertConfig
    base_model_prefix = "albert"
    ignored_keys = (r"embeddings\.token_type_ids$",)  # constant zeros in some older files
    optional_parts = (r"(^|\.)pooler\.",)
    # The parts that variations of this family replace.
    embeddings_class, encoder_class = BertEmbeddings, AlbertTransformer


TIED_DECODER = {
    "predictions.decoder.weight": "albert.embeddings.word_embeddings.weight",
    "predictions.decoder.bias": "predictions.bias",
}


class AlbertModel(AlbertPreTrainedModel):
    """ALBERT without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t e].
        attention_mask: [b t], 1 for tokens and 0 for padding.
        token_type_ids: [b t], the segment, 0 by default.
        position_ids: [b t], 0, 1, 2, ... by default.
    """

    def __init__(self, config: AlbertConfig, add_pooling_layer: bool = True):
        super().__init__(config)
        d = config.hidden_size
        self.embeddings = self.embeddings_class(config, size=config.embedding_size)
        self.encoder = self.encoder_class(config)
        self.pooler = nn.Linear(d, d) if add_pooling_layer else None

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
        output = self.encoder(
            self.embeddings(input_ids, token_type_ids, position_ids, inputs_embeds, start=0),
            attention_masks.boolean_mask(attention_mask),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        pooled = None
        if self.pooler is not None:
            pooled = ops.tanh(self.pooler(output.last_hidden_state[:, 0]))
        return BaseModelOutputWithPooling.of(output, pooler_output=pooled)


class AlbertMLMHead(nn.Module):
    def __init__(self, config: AlbertConfig):
        super().__init__()
        self.LayerNorm = nn.LayerNorm(config.embedding_size, eps=config.layer_norm_eps)
        self.dense = nn.Linear(config.hidden_size, config.embedding_size)
        self.activation = activation(config.hidden_act)
        self.decoder = nn.Linear(config.embedding_size, config.vocab_size)
        # Published checkpoints have the decoder's bias under this name; the two are tied.
        self.bias = nn.Parameter((config.vocab_size,), init="zeros")

    def forward(self, hidden):  # [b t d] -> [b t v]
        return self.decoder(self.LayerNorm(self.activation(self.dense(hidden))))


class AlbertSOPHead(nn.Module):
    def __init__(self, config: AlbertConfig):
        super().__init__()
        self.dropout = nn.Dropout(config.classifier_dropout_prob)
        self.classifier = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, pooled):  # [b d] -> [b 2]
        return self.classifier(self.dropout(pooled))


class AlbertForPreTraining(OutputEmbeddings, Head, AlbertPreTrainedModel):
    """The masked tokens and the order of two sentences: labels [b t], -100 for tokens that do not
    count, and sentence_order_label [b], 1 if the two were swapped."""

    base_class = AlbertModel
    tied_weights = TIED_DECODER
    output_embeddings = "predictions.decoder"

    def add_head(self, config: AlbertConfig) -> None:
        self.predictions = AlbertMLMHead(config)
        self.sop_classifier = AlbertSOPHead(config)

    def forward(self, labels=None, sentence_order_label=None, **inputs: Any):
        output = self.encode(**inputs)
        tokens = self.predictions(output.last_hidden_state)
        order = self.sop_classifier(output.pooler_output)
        loss = None
        if labels is not None and sentence_order_label is not None:
            loss = token_loss(tokens, labels) + token_loss(order, sentence_order_label)
        return AlbertForPreTrainingOutput.of(
            output, loss=loss, prediction_logits=tokens, sop_logits=order
        )


class AlbertForMaskedLM(MaskedLM, AlbertPreTrainedModel):
    base_class = AlbertModel
    base_options = {"add_pooling_layer": False}
    tied_weights = TIED_DECODER
    output_embeddings = "predictions.decoder"

    def add_head(self, config: AlbertConfig) -> None:
        self.predictions = AlbertMLMHead(config)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.predictions(hidden)


class AlbertForSequenceClassification(SequenceClassification, AlbertPreTrainedModel):
    base_class = AlbertModel


class AlbertForMultipleChoice(MultipleChoice, AlbertPreTrainedModel):
    base_class = AlbertModel


class AlbertForTokenClassification(TokenClassification, AlbertPreTrainedModel):
    base_class = AlbertModel
    base_options = {"add_pooling_layer": False}


class AlbertForQuestionAnswering(QuestionAnswering, AlbertPreTrainedModel):
    base_class = AlbertModel
    base_options = {"add_pooling_layer": False}


PREFIX = "Albert"
HEADS = {
    "base": AlbertModel,
    "text-encoding": AlbertModel,
    "pretraining": AlbertForPreTraining,
    "masked-lm": AlbertForMaskedLM,
    "sequence-classification": AlbertForSequenceClassification,
    "multiple-choice": AlbertForMultipleChoice,
    "token-classification": AlbertForTokenClassification,
    "question-answering": AlbertForQuestionAnswering,
}
