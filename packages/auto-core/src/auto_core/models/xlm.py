"""XLM: Lample and Conneau, 2019, arXiv:1901.07291.

BERT's network with language embeddings. What is padding is zeros after each layer.

b batch, t tokens, h heads, s size of a head, d hidden, v vocabulary, c classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.xlm import XLMConfig
from auto_core.errors import InputError
from auto_core.initializers import Normal
from auto_core.outputs import BaseModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.attention_masks import boolean_mask
from ..blocks.chunking import in_chunks
from ..blocks.layer_drop import LayerDrop
from ..blocks.sequence_summary import SequenceSummary, summary_size
from ..blocks.text_heads import (
    MaskedLM,
    MultipleChoice,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)


class MultiHeadAttention(nn.Module):
    def __init__(self, config: XLMConfig):
        super().__init__()
        d = config.emb_dim
        self.head_size = d // config.n_heads
        self.q_lin, self.k_lin = nn.Linear(d, d), nn.Linear(d, d)
        self.v_lin, self.out_lin = nn.Linear(d, d), nn.Linear(d, d)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, attend):  # [b t d] -> [b t d]
        projected = self.q_lin(hidden), self.k_lin(hidden), self.v_lin(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.out_lin(attend(query, key, value, **options))


class TransformerFFN(nn.Module):
    def __init__(self, config: XLMConfig):
        super().__init__()
        d = config.emb_dim
        self.lin1, self.lin2 = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
        self.activation = activation("gelu" if config.gelu_activation else "relu")
        self.dropout = nn.Dropout(config.dropout)
        self.chunk_size = config.chunk_size_feed_forward

    def forward(self, hidden):  # [b t d] -> [b t d]
        return in_chunks(self.feed_forward, hidden, self.chunk_size)

    def feed_forward(self, hidden):
        return self.dropout(self.lin2(self.activation(self.lin1(hidden))))


def sinusoids(generator: Any, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Sines and cosines in turn, of each position [positions d] at falling frequencies."""
    positions, size = shape
    angle = np.arange(positions)[:, None] * 10000.0 ** (-2 * (np.arange(size) // 2) / size)
    table = np.zeros(shape)
    table[:, 0::2], table[:, 1::2] = np.sin(angle[:, 0::2]), np.cos(angle[:, 1::2])
    return table


class SinusoidalPositions(nn.Module):
    """Fixed sinusoidal positions, which files hold."""

    def __init__(self, positions: int, size: int):
        super().__init__()
        self.weight = nn.Buffer((positions, size), init=sinusoids)

    def forward(self, position_ids):  # [b|1 t] -> [b|1 t d]
        return ops.take(ops.asarray(self.weight), position_ids, 0)


class XLMPreTrainedModel(nn.PreTrainedModel):
    """What all XLM models share."""

    config_class = XLMConfig
    base_model_prefix = "transformer"
    # The parts that variations of this family replace.
    attention_class, feed_forward_class = MultiHeadAttention, TransformerFFN
    ignored_keys = (r"(^|\.)position_ids$",)
    computed = (r"(^|\.)position_embeddings\.weight$",)
    input_order = (
        "input_ids",
        "attention_mask",
        "langs",
        "token_type_ids",
        "position_ids",
        "lengths",
        "inputs_embeds",
        "labels",
    )

    @property
    def initializers(self):
        return ((r"embeddings\.weight$", Normal(self.config.embed_init_std)),)


class XLMModel(XLMPreTrainedModel):
    """XLM without a head.

    Args of `forward`:
        input_ids: [b t], or inputs_embeds [b t d].
        attention_mask: [b t], 1 for tokens and 0 for padding; or lengths [b], how many tokens
            each text has. By default, pad_token_id is padding, on the right.
        langs: [b t], the language of each token.
        token_type_ids: [b t], of which the embeddings of tokens are added, as upstream has it.
        position_ids: [b t], 0, 1, 2, ... by default.
    """

    def __init__(self, config: XLMConfig):
        super().__init__(config)
        d, eps, layers = config.emb_dim, config.layer_norm_eps, range(config.n_layers)
        positions = config.max_position_embeddings
        self.position_embeddings = (
            SinusoidalPositions(positions, d)
            if config.sinusoidal_embeddings
            else nn.Embedding(positions, d)
        )
        self.lang_embeddings = None
        if config.n_langs > 1 and config.use_lang_emb:
            self.lang_embeddings = nn.Embedding(config.n_langs, d)
        self.embeddings = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layer_norm_emb = nn.LayerNorm(d, eps=eps)
        self.attentions = nn.ModuleList(self.attention_class(config) for _ in layers)
        self.layer_norm1 = nn.ModuleList(nn.LayerNorm(d, eps=eps) for _ in layers)
        self.ffns = nn.ModuleList(self.feed_forward_class(config) for _ in layers)
        self.layer_norm2 = nn.ModuleList(nn.LayerNorm(d, eps=eps) for _ in layers)
        self.dropout = nn.Dropout(config.dropout)
        self.layerdrop = LayerDrop(config.layerdrop)

    def get_input_embeddings(self):
        return self.embeddings

    def set_input_embeddings(self, value):
        self.embeddings = value

    def token(self, input_ids, attention_mask, lengths, hidden):
        """[b t], True for tokens, or None if all are."""
        if attention_mask is not None:
            if len(ops.shape(attention_mask)) != 2:
                raise InputError("attention_mask: expected [b t], 1 for tokens and 0 for padding.")
            return attention_mask != 0
        if lengths is None and input_ids is not None:
            counted = ops.cast(input_ids != self.config.pad_token_id, "int64")
            lengths = ops.sum(counted, 1)
        if lengths is None:
            return None
        position = ops.arange(0, ops.shape(hidden)[1], like=hidden, dtype="int64")
        return ops.unsqueeze(position, 0) < ops.unsqueeze(lengths, 1)

    def embed(self, embeds, langs, token_type_ids, position_ids):
        """[b t d]"""
        if position_ids is None:
            position = ops.arange(0, ops.shape(embeds)[1], like=embeds, dtype="int64")
            position_ids = ops.unsqueeze(position, 0)
        hidden = embeds + self.position_embeddings(position_ids)
        if langs is not None and self.lang_embeddings is not None:
            hidden = hidden + self.lang_embeddings(langs)
        if token_type_ids is not None:
            hidden = hidden + self.embeddings(token_type_ids)
        return self.dropout(self.layer_norm_emb(hidden))

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        langs=None,
        token_type_ids=None,
        position_ids=None,
        lengths=None,
        inputs_embeds=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        embeds = self.embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        token = self.token(input_ids, attention_mask, lengths, embeds)
        hidden = only_tokens(self.embed(embeds, langs, token_type_ids, position_ids), token)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        causal = self.config.causal
        attend = Attention(recorder, None if causal else boolean_mask(token), causal=causal)
        for index in range(self.config.n_layers):
            recorder.add_hidden_state(hidden)
            output = only_tokens(self.run_layer(index, hidden, attend), token)
            hidden = self.layerdrop(output, hidden)
        recorder.add_hidden_state(hidden)
        return BaseModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
        )

    def run_layer(self, index: int, hidden, attend):  # [b t d] -> [b t d]
        attention, ffn = self.attentions[index], self.ffns[index]
        first, second = self.layer_norm1[index], self.layer_norm2[index]
        if self.config.pre_norm:
            hidden = hidden + self.dropout(attention(first(hidden), attend))
            return hidden + ffn(second(hidden))
        hidden = first(hidden + self.dropout(attention(hidden, attend)))
        return second(hidden + ffn(hidden))


def only_tokens(hidden, token):
    """`hidden` [b t d] with zeros for padding; token is a boolean [b t], or None."""
    return hidden if token is None else ops.where(ops.unsqueeze(token, 2), hidden, 0.0)


class XLMPredLayer(nn.Module):
    def __init__(self, config: XLMConfig):
        super().__init__()
        self.proj = nn.Linear(config.emb_dim, config.vocab_size)

    def forward(self, hidden):  # [b t d] -> [b t v]
        return self.proj(hidden)


class XLMWithLMHeadModel(MaskedLM, XLMPreTrainedModel):
    """The tokens: labels [b t], compared as they are, not shifted; -100 where they do not count."""

    base_class = XLMModel
    tied_weights = {"pred_layer.proj.weight": "transformer.embeddings.weight"}
    output_embeddings = "pred_layer.proj"
    generates = True  # FlauBERT is no causal language model, and does

    def add_head(self, config: XLMConfig) -> None:
        self.pred_layer = XLMPredLayer(config)

    def logits(self, hidden):
        return self.pred_layer(hidden)

    def next_token_inputs(self, ids, attention_mask, token_type_ids, memories, use_mems):
        """A masked token behind the text, in the config's language; types are left out, as
        transformers has it. There are no memories."""
        rows, tokens = ops.shape(ids)
        ids = ops.cat([ids, ops.full((rows, 1), self.config.mask_token_id, like=ids)], 1)
        inputs = {"input_ids": ids}
        if attention_mask is not None:
            one = ops.ones((rows, 1), like=attention_mask)
            inputs["attention_mask"] = ops.cat([attention_mask, one], 1)
            counted = ops.cumsum(inputs["attention_mask"], 1) - 1
            inputs["position_ids"] = ops.clamp(counted, min=0)
        if self.config.lang_id is not None:
            inputs["langs"] = ops.full((rows, tokens + 1), self.config.lang_id, like=ids)
        return inputs


class XLMForSequenceClassification(SequenceClassification, XLMPreTrainedModel):
    base_class = XLMModel

    def add_head(self, config: XLMConfig) -> None:
        self.sequence_summary = SequenceSummary(config, summary_size(config))

    def score(self, output):
        return self.sequence_summary(output.last_hidden_state)


class XLMForMultipleChoice(MultipleChoice, XLMPreTrainedModel):
    base_class = XLMModel
    excluded_inputs = ("lengths",)

    def add_head(self, config: XLMConfig) -> None:
        self.sequence_summary = SequenceSummary(config, summary_size(config))
        self.logits_proj = nn.Linear(config.num_labels, 1)

    def score(self, output):
        return self.logits_proj(self.sequence_summary(output.last_hidden_state))


class XLMForTokenClassification(TokenClassification, XLMPreTrainedModel):
    base_class = XLMModel

    def add_head(self, config: XLMConfig) -> None:
        self.dropout = nn.Dropout(config.dropout)
        self.classifier = nn.Linear(config.emb_dim, config.num_labels)


class XLMForQuestionAnsweringSimple(QuestionAnswering, XLMPreTrainedModel):
    base_class = XLMModel
    input_order = (*XLMPreTrainedModel.input_order[:-1], "start_positions", "end_positions")


PREFIX = "XLM"
HEADS = {
    "base": XLMModel,
    "text-encoding": XLMModel,
    "pretraining": XLMWithLMHeadModel,
    "causal-lm": XLMWithLMHeadModel,
    "masked-lm": XLMWithLMHeadModel,
    "sequence-classification": XLMForSequenceClassification,
    "multiple-choice": XLMForMultipleChoice,
    "token-classification": XLMForTokenClassification,
    "question-answering": XLMForQuestionAnsweringSimple,
}
