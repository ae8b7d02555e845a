"""Falcon: Almazrouei et al., 2023, arXiv:2311.16867.

A decoder whose attention and feed-forward part stand side by side, with rotary positions or biases
by distance (ALiBi); query heads share heads of keys and values, and all of a group come from
neighbouring rows of one projection.

b batch, t tokens, k keys, h heads, g heads of keys and values, s size of a head, d hidden,
f feed-forward.
"""

from __future__ import annotations

from auto_core.configs.falcon import FalconConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.alibi import alibi
from ..blocks.decoder import Decoder
from ..blocks.decoder_heads import (
    CausalLM,
    QuestionAnswering,
    SequenceClassification,
    TokenClassification,
)
from ..blocks.rotary import RotaryEmbedding, rotate


class FalconAttention(nn.Module):
    def __init__(self, config: FalconConfig):
        super().__init__()
        d, s = config.hidden_size, config.head_size
        heads, groups = config.num_attention_heads, config.kv_heads
        self.head_size, self.groups, self.queries = s, groups, heads // groups
        self.alibi = config.alibi
        self.query_key_value = nn.Linear(d, (heads + 2 * groups) * s, bias=config.bias)
        self.dense = nn.Linear(d, d, bias=config.bias)
        self.attention_dropout = nn.Dropout(config.attention_dropout)

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]
        batch, tokens, _ = ops.shape(hidden)
        shape = (batch, tokens, self.groups, self.queries + 2, self.head_size)
        fused = ops.reshape(self.query_key_value(hidden), shape)
        query, key, value = ops.split(fused, [self.queries, 1, 1], 3)
        heads = self.groups * self.queries
        query = ops.reshape(query, (batch, tokens, heads, self.head_size))
        return query, ops.squeeze(key, 3), ops.squeeze(value, 3)

    def forward(self, hidden, shared, attend):  # [b t d] -> [b t d]
        query, key, value = self.project(hidden)
        if not self.alibi:
            query, key = rotate(query, *shared), rotate(key, *shared)
        key, value = attend.extend(key, value)
        options = dict(scale=self.head_size**-0.5, dropout=self.attention_dropout)
        bias = shared if self.alibi else None
        return self.dense(attend(query, key, value, bias=bias, **options))


class FalconMLP(nn.Module):
    def __init__(self, config: FalconConfig):
        super().__init__()
        d, f = config.hidden_size, config.ffn_hidden_size
        self.dense_h_to_4h = nn.Linear(d, f, bias=config.bias)
        self.dense_4h_to_h = nn.Linear(f, d, bias=config.bias)
        self.activation = activation(config.activation)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.dense_4h_to_h(self.activation(self.dense_h_to_4h(hidden)))


class FalconDecoderLayer(nn.Block):
    """Attention and feed-forward part side by side: on one norm's output, or on one's each."""

    def __init__(self, config: FalconConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_epsilon
        self.self_attention = FalconAttention(config)
        self.mlp = FalconMLP(config)
        self.two_norms = config.num_ln_in_parallel_attn == 2
        if self.two_norms:
            self.ln_attn, self.ln_mlp = nn.LayerNorm(d, eps=eps), nn.LayerNorm(d, eps=eps)
        else:
            self.input_layernorm = nn.LayerNorm(d, eps=eps)
        self.dropout = nn.Dropout(config.hidden_dropout)

    def forward(self, hidden, shared, attend):  # [b t d] -> [b t d]
        normed = self.ln_attn(hidden) if self.two_norms else self.input_layernorm(hidden)
        output = self.self_attention(normed, shared, attend)
        normed = self.ln_mlp(hidden) if self.two_norms else normed
        return hidden + self.dropout(self.mlp(normed) + output)


class FalconSequentialLayer(nn.Block):
    """Attention, then the feed-forward part, each normalised before."""

    def __init__(self, config: FalconConfig):
        super().__init__()
        d, eps = config.hidden_size, config.layer_norm_epsilon
        self.self_attention = FalconAttention(config)
        self.mlp = FalconMLP(config)
        self.input_layernorm = nn.LayerNorm(d, eps=eps)
        self.post_attention_layernorm = nn.LayerNorm(d, eps=eps)
        self.attention_dropout = nn.Dropout(config.attention_dropout)
        self.dropout = nn.Dropout(config.hidden_dropout)

    def forward(self, hidden, shared, attend):  # [b t d] -> [b t d]
        output = self.self_attention(self.input_layernorm(hidden), shared, attend)
        hidden = hidden + self.attention_dropout(output)
        return hidden + self.dropout(self.mlp(self.post_attention_layernorm(hidden)))


class FalconPreTrainedModel(nn.PreTrainedModel):
    config_class = FalconConfig
    base_model_prefix = "transformer"
    head_parts = (r"^(lm_head|score|classifier|qa_outputs)\.",)
    ignored_keys = (r"rotary\.inv_freq$",)  # tables in older files


class FalconModel(Decoder, FalconPreTrainedModel):
    """Falcon without a head."""

    embeddings_name, layers_name = "word_embeddings", "h"
    input_order = (
        "input_ids",
        "past_key_values",
        "attention_mask",
        "position_ids",
        "inputs_embeds",
    )

    def __init__(self, config: FalconConfig):
        super().__init__(config)
        d = config.hidden_size
        layer = FalconDecoderLayer if config.parallel_attn else FalconSequentialLayer
        self.word_embeddings = nn.Embedding(config.vocab_size, d)
        self.h = nn.ModuleList(layer(config) for _ in range(config.num_hidden_layers))
        self.ln_f = nn.LayerNorm(d, eps=config.layer_norm_epsilon)
        self.rotary_emb = None if config.alibi else RotaryEmbedding(config)

    def start(self, embeddings, position_ids, attention_mask, past):
        if self.rotary_emb is not None:
            return embeddings, self.rotary_emb(position_ids, embeddings)
        heads, scale = self.config.num_attention_heads, self.config.head_size**-0.5
        # Falcon was trained with biases in bfloat16, whatever its weights are in.
        bias = alibi(heads, embeddings, attention_mask, past, dtype="bfloat16")
        return embeddings, bias * scale

    def finish(self, hidden):
        return self.ln_f(hidden)


class FalconForCausalLM(CausalLM, FalconPreTrainedModel):
    base_class = FalconModel
    tied_weights = {"lm_head.weight": "transformer.word_embeddings.weight"}


class FalconForSequenceClassification(SequenceClassification, FalconPreTrainedModel):
    base_class = FalconModel


class FalconForTokenClassification(TokenClassification, FalconPreTrainedModel):
    base_class = FalconModel
    classifier_name = "classifier"

    def add_head(self, config: FalconConfig) -> None:
        super().add_head(config)
        p = config.classifier_dropout
        self.dropout = nn.Dropout(config.hidden_dropout if p is None else p)


class FalconForQuestionAnswering(QuestionAnswering, FalconPreTrainedModel):
    base_class = FalconModel


HEADS = {
    "base": FalconModel,
    "causal-lm": FalconForCausalLM,
    "sequence-classification": FalconForSequenceClassification,
    "token-classification": FalconForTokenClassification,
    "question-answering": FalconForQuestionAnswering,
}
