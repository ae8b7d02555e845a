"""BLOOM: BigScience Workshop, 2022, arXiv:2211.05100.

A decoder whose attention scores are biased by the distance of keys (ALiBi), with a norm after the
embeddings; query, key and value of each head come from one projection.

b batch, t tokens, k keys, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.bloom import BloomConfig

from .. import nn, ops
from ..blocks.alibi import alibi
from ..blocks.attention import split_heads
from ..blocks.decoder import UnplacedDecoder
from ..blocks.decoder_heads import (
    CausalLM,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)


class BloomAttention(nn.Module):
    def __init__(self, config: BloomConfig):
        super().__init__()
        d = config.hidden_size
        self.head_size = d // config.n_head
        self.query_key_value = nn.Linear(d, 3 * d)
        self.dense = nn.Linear(d, d)
        self.attention_dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, bias, attend):  # [b t d], [b|1 h 1 k] -> [b t d]
        s = self.head_size
        fused = split_heads(self.query_key_value(hidden), 3 * s)  # query, key, value of each head
        query, key, value = ops.split(fused, [s, s, s], -1)
        key, value = attend.extend(key, value)
        options = dict(scale=s**-0.5, bias=bias, dropout=self.attention_dropout)
        return self.dense(attend(query, key, value, **options))


class BloomMLP(nn.Module):
    def __init__(self, config: BloomConfig):
        super().__init__()
        d = config.hidden_size
        self.dense_h_to_4h, self.dense_4h_to_h = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)

    def forward(self, hidden):  # [b t d] -> [b t d]
        x = self.dense_h_to_4h(hidden)
        x = x * 0.5 * (1.0 + ops.tanh(0.79788456 * x * (1 + 0.044715 * x * x)))
        return self.dense_4h_to_h(x)


class BloomBlock(nn.Block):
    def __init__(self, config: BloomConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_epsilon
        self.input_layernorm = nn.LayerNorm(d, eps=eps)
        self.self_attention = BloomAttention(config)
        self.post_attention_layernorm = nn.LayerNorm(d, eps=eps)
        self.mlp = BloomMLP(config)
        self.dropout = nn.Dropout(config.hidden_dropout)
        self.residual_after_norm = config.apply_residual_connection_post_layernorm

    def forward(self, hidden, bias, attend):  # [b t d] -> [b t d]
        normed = self.input_layernorm(hidden)
        residual = normed if self.residual_after_norm else hidden
        hidden = residual + self.dropout(self.self_attention(normed, bias, attend))
        normed = self.post_attention_layernorm(hidden)
        residual = normed if self.residual_after_norm else hidden
        return residual + self.dropout(self.mlp(normed))


class BloomPreTrainedModel(nn.PreTrainedModel):
    config_class = BloomConfig
    base_model_prefix = "transformer"
    head_parts = (r"^(lm_head|score|classifier|qa_outputs)\.",)


class BloomModel(UnplacedDecoder, BloomPreTrainedModel):
    """BLOOM without a head. Positions follow from attention_mask; there are no position_ids."""

    embeddings_name, layers_name = "word_embeddings", "h"

    def __init__(self, config: BloomConfig):
        super().__init__(config)
        d, eps = config.hidden_size, config.layer_norm_epsilon
        self.word_embeddings = nn.Embedding(config.vocab_size, d)
        self.word_embeddings_layernorm = nn.LayerNorm(d, eps=eps)
        self.h = nn.ModuleList(BloomBlock(config) for _ in range(config.n_layer))
        self.ln_f = nn.LayerNorm(d, eps=eps)

    def start(self, embeddings, position_ids, attention_mask, past):
        hidden = self.word_embeddings_layernorm(embeddings)
        return hidden, alibi(self.config.n_head, hidden, attention_mask, past)

    def finish(self, hidden):
        return self.ln_f(hidden)


class BloomForCausalLM(CausalLM, BloomPreTrainedModel):
    base_class = BloomModel
    tied_weights = {"lm_head.weight": "transformer.word_embeddings.weight"}


class BloomForSequenceClassification(SequenceClassification, BloomPreTrainedModel):
    base_class = BloomModel


class BloomForTokenClassification(TokenClassification, BloomPreTrainedModel):
    base_class = BloomModel
    classifier_name = "classifier"

    def add_head(self, config: BloomConfig) -> None:
        super().add_head(config)
        p = config.classifier_dropout
        self.dropout = nn.Dropout(config.hidden_dropout if p is None else p)


class BloomForQuestionAnswering(QuestionAnswering, BloomPreTrainedModel):
    base_class = BloomModel


HEADS = {
    "base": BloomModel,
    "pretraining": BloomForCausalLM,
    "causal-lm": BloomForCausalLM,
    "sequence-classification": BloomForSequenceClassification,
    "token-classification": BloomForTokenClassification,
    "question-answering": BloomForQuestionAnswering,
}
