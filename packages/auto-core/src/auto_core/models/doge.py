"""Doge: SmallDoge, 2024, arXiv:2412.11834.

Qwen3's network in whose attention values weigh their keys, of which each query attends to the few
of the greatest weights; inputs of parts are scaled before they are added to the outputs. Beside
the feed-forward part may stand experts of one vector each, found by the two halves of their index.

b batch, t tokens, n = b*t, q queries, k keys, h heads, g heads of keys and values, s size of a
head, c keys of a half index, x experts of a token, l layers, d hidden.
"""

from __future__ import annotations

import copy

from auto_core.configs.doge import DogeConfig

from .. import nn, ops
from ..blocks.decoder_heads import SequenceClassification
from ..blocks.indexed_attention import allowed_keys
from ..blocks.masked_scores import masked_scores
from ..blocks.moe_decoder import MoeCausalLM, MoeDecoder, as_rows
from ..blocks.routers import load_balancing_loss
from . import llama, qwen3


class DogeAttention(qwen3.Qwen3Attention):
    """Attention whose scores have a bias of each key, which follows from its value."""

    def __init__(self, config: DogeConfig):
        super().__init__(config)
        heads = config.kv_heads
        self.most, self.shared_by = config.keep_window_size, config.num_attention_heads // heads
        # Routers mix tokens, those of padding too, so that what these attend to counts: upstream's
        # finite bias of masked keys lets them attend to all.
        self.fills = config.is_moe
        self.A = nn.Parameter((heads,), init="zeros")
        self.dt_proj = nn.Linear(heads * self.head_size, heads, bias=config.attention_bias)

    def biases(self, value):  # [b k g s] -> [b g 1 k]
        batch, keys, heads, size = ops.shape(value)
        steps = ops.softplus(self.dt_proj(ops.reshape(value, (batch, keys, heads * size))))
        return ops.unsqueeze(ops.transpose(ops.exp(ops.asarray(self.A) * steps), 1, 2), 2)

    def of_heads(self, x):  # [b g q k] -> [b h q k]
        batch, heads, queries, keys = ops.shape(x)
        x = ops.expand(ops.unsqueeze(x, 2), (batch, heads, self.shared_by, queries, keys))
        return ops.reshape(x, (batch, heads * self.shared_by, queries, keys))

    def best(self, bias, allowed):
        """Which of the allowed keys, a mask [b|1 1 q k], have the greatest of the biases
        [b g 1 k]: [b g q k]."""
        scores = ops.where(allowed, ops.detach(bias), float("-inf"))
        order = ops.argsort(scores, 3, descending=True)
        return allowed & (ops.argsort(order, 3, descending=False) < self.most)

    def attended(self, hidden, rotation, attend):  # [b t d] -> [b t h*s]
        query, key, value = self.project(hidden)
        query, key = self.rotate(query, key, rotation, attend)
        key, value = attend.extend(key, value)
        bias, keys = self.biases(value), ops.shape(value)[1]
        chooses = not isinstance(keys, int) or keys > self.most
        if chooses or self.fills:
            mask, attend = allowed_keys(attend, hidden, key), copy.copy(attend)
            mask = self.of_heads(self.best(bias, mask)) if chooses else mask
            attend.mask, attend.causal = (None if self.fills else mask), False
        bias = self.of_heads(bias)
        if self.fills:
            bias = masked_scores(bias, mask)
        return attend(query, key, value, scale=self.scale, bias=bias, dropout=self.dropout)


class DogeCDMoE(llama.LlamaMLP):
    """The gated feed-forward part and experts, each a vector of inputs and one of outputs."""

    def __init__(self, config: DogeConfig):
        super().__init__(config)
        d, experts = config.hidden_size, config.num_experts
        self.keys, self.count = config.num_keys, config.num_experts_per_tok
        self.router_gate = nn.Linear(d, 2 * self.keys, bias=False)
        self.down_embed = nn.Embedding(experts, d)
        self.up_embed = nn.Embedding(experts, d)

    def forward(self, hidden, recorder):  # [b t d] -> [b t d]
        tokens = as_rows(hidden)
        # The halves are cut across tokens, not within each: checkpoints were trained so.
        logits = ops.reshape(self.router_gate(tokens), (2, ops.shape(tokens)[0], self.keys))
        recorder.add_router_logits(logits)
        weights, index = ops.topk(pair_scores(logits), self.count, -1)
        inner = ops.matmul(self.down_embed(index), ops.unsqueeze(tokens, 2))[..., 0]  # [n x]
        inner = self.activation(inner) * ops.softmax(weights, -1)
        routed = ops.matmul(ops.unsqueeze(inner, 1), self.up_embed(index))  # [n 1 d]
        return super().forward(hidden) + ops.reshape(routed, ops.shape(hidden))


def pair_scores(logits):  # [2 n c] -> [n c*c]
    """The scores of the experts: sums of those of the halves of their index."""
    scores = ops.unsqueeze(logits[0], 2) + ops.unsqueeze(logits[1], 1)
    tokens, keys, _ = ops.shape(scores)
    return ops.reshape(scores, (tokens, keys * keys))


class DogeDecoderLayer(nn.Block):
    """Attention, then the feed-forward part, each of a norm and added to its scaled input."""

    def __init__(self, config: DogeConfig):
        super().__init__()
        d, eps, self.sparse = config.hidden_size, config.rms_norm_eps, config.is_moe
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.self_attn = DogeAttention(config)
        self.input_residual = nn.Parameter((d,), init="ones")
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)
        self.mlp = DogeCDMoE(config) if self.sparse else llama.LlamaMLP(config)
        self.post_attention_residual = nn.Parameter((d,), init="ones")
        self.dropout = nn.Dropout(config.hidden_dropout)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = ops.asarray(self.input_residual) * hidden + self.dropout(output)
        output = self.post_attention_layernorm(hidden)
        output = self.mlp(output, attend.recorder) if self.sparse else self.mlp(output)
        return ops.asarray(self.post_attention_residual) * hidden + self.dropout(output)


class DogePreTrainedModel(llama.LlamaPreTrainedModel):
    """What all Doge models share."""

    config_class = DogeConfig
    layer_class = DogeDecoderLayer


class DogeModel(MoeDecoder, llama.LlamaModel, DogePreTrainedModel):
    """Doge without a head; called like MixtralModel."""


class DogeForCausalLM(MoeCausalLM, DogePreTrainedModel):
    base_class = DogeModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}

    def router_loss(self, logits, attention_mask):
        scores = [pair_scores(layer) for layer in logits]
        count = self.config.num_experts_per_tok
        return load_balancing_loss(scores, count, attention_mask) / count


class DogeForSequenceClassification(SequenceClassification, DogePreTrainedModel):
    base_class = DogeModel


HEADS = {
    "base": DogeModel,
    "causal-lm": DogeForCausalLM,
    "sequence-classification": DogeForSequenceClassification,
}
