"""JetMoE: Shen et al., 2024, arXiv:2404.07413.

A decoder whose feed-forward parts are mixtures of experts and so is its attention: each expert has
a projection of queries and one of what attention gives; keys and values are of all.

b batch, t tokens, n = b*t, e experts, k experts of a token, m = n*k, g heads of keys and values,
s size of a head, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs.jetmoe import JetMoeConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.decoder_heads import SequenceClassification
from ..blocks.experts import Sent
from ..blocks.losses import widened
from ..blocks.moe_decoder import MoeCausalLM, as_rows
from ..blocks.rotary import rotate
from ..blocks.routers import top_then_softmax
from . import granitemoe, mixtral

_EPS = 1e-6  # of the norms within layers, whatever the config's


class JetMoeTopKGating(nn.Module):
    """The most probable experts: [n d] -> logits [n e], weights and index [n k]."""

    def __init__(self, config: JetMoeConfig):
        super().__init__()
        self.count = config.experts_per_token
        self.layer = nn.Linear(config.hidden_size, config.experts, bias=False)

    def forward(self, hidden):
        logits = widened(self.layer(hidden))
        return logits, *top_then_softmax(logits, self.count)


class JetMoeMoE(nn.Module):
    """Gated feed-forward parts."""

    def __init__(self, config: JetMoeConfig):
        super().__init__()
        e, d, f = config.experts, config.hidden_size, config.intermediate_size
        self.count, self.size = e, f
        self.activation = activation(config.activation_function)
        self.bias = nn.Parameter((d,), init="zeros")
        self.input_linear = granitemoe.StackedLinear((e, 2 * f, d))
        self.output_linear = granitemoe.StackedLinear((e, d, f))
        self.router = JetMoeTopKGating(config)

    def forward(self, hidden, recorder):  # [b t d] -> [b t d]
        rows = as_rows(hidden)
        logits, weights, index = self.router(rows)
        recorder.add_router_logits(logits)
        sent = Sent(rows, index, self.count)
        both = sent.project(sent.rows, self.input_linear.weight, transpose=True)
        gate, up = ops.split(both, [self.size, self.size], -1)
        rows = sent.project(self.activation(gate) * up, self.output_linear.weight, transpose=True)
        output = ops.reshape(sent.together(rows, weights), ops.shape(hidden))
        return output + ops.asarray(self.bias)


class JetMoeMoA(nn.Module):
    """The projections of queries and of outputs, of each expert."""

    def __init__(self, config: JetMoeConfig):
        super().__init__()
        e, d, size = config.experts, config.hidden_size, config.kv_heads * config.kv_channels
        self.count = e
        self.bias = nn.Parameter((d,), init="zeros")
        self.input_linear = granitemoe.StackedLinear((e, size, d))
        self.output_linear = granitemoe.StackedLinear((e, d, size))
        self.router = JetMoeTopKGating(config)

    def queries(self, hidden, recorder):
        """[b t d] -> queries [b t k*g*s], and what `outputs` needs of the tokens' experts."""
        rows = as_rows(hidden)
        logits, weights, index = self.router(rows)
        for _ in range(2):  # as upstream, which counts those of attention twice
            recorder.add_router_logits(logits)
        sent = Sent(rows, index, self.count)
        query = sent.apart(sent.project(sent.rows, self.input_linear.weight, transpose=True))
        batch, tokens = ops.shape(hidden)[:2]
        _, count, size = ops.shape(query)
        return ops.reshape(query, (batch, tokens, count * size)), (sent, weights)

    def outputs(self, attended, chosen):  # [b t k*g*s] -> [b t d]
        sent, weights = chosen
        batch, tokens, size = ops.shape(attended)
        count = ops.shape(weights)[1]
        rows = ops.reshape(attended, (batch * tokens * count, size // count))
        rows = ops.take(rows, sent.order, 0)
        rows = sent.project(rows, self.output_linear.weight, transpose=True)
        output = sent.together(rows, weights)
        output = ops.reshape(output, (batch, tokens, ops.shape(output)[1]))
        return output + ops.asarray(self.bias)


class JetMoeAttention(nn.Module):
    """Attention, with the heads of a token's experts one after the other."""

    def __init__(self, config: JetMoeConfig):
        super().__init__()
        s = config.kv_channels
        self.head_size, self.size, self.count = s, config.kv_heads * s, config.experts_per_token
        self.dropout = nn.Dropout(config.attention_dropout or 0.0)
        self.experts = JetMoeMoA(config)
        self.kv_proj = nn.Linear(config.hidden_size, 2 * self.size, bias=False)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        query, chosen = self.experts.queries(hidden, attend.recorder)
        parts = (query, *ops.split(self.kv_proj(hidden), [self.size, self.size], -1))
        query, key, value = (split_heads(part, self.head_size) for part in parts)
        key, value = attend.extend(rotate(key, *rotation), value)
        key, value = ops.cat([key] * self.count, 2), ops.cat([value] * self.count, 2)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        output = attend(rotate(query, *rotation), key, value, **options)
        return self.experts.outputs(output, chosen)


class JetMoeDecoderLayer(nn.Block):
    """Attention, then experts, each of a norm and added to its input."""

    def __init__(self, config: JetMoeConfig, layer: int):
        super().__init__()
        d = config.hidden_size
        self.self_attention = JetMoeAttention(config)
        self.mlp = JetMoeMoE(config)
        self.input_layernorm = nn.RMSNorm(d, eps=_EPS)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=_EPS)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.self_attention(self.input_layernorm(hidden), rotation, attend)
        return hidden + self.mlp(self.post_attention_layernorm(hidden), attend.recorder)


class JetMoePreTrainedModel(mixtral.MixtralPreTrainedModel):
    """What all JetMoE models share."""

    config_class = JetMoeConfig
    layer_class = JetMoeDecoderLayer
    expert_names = ()
    renames = ()


class JetMoeModel(mixtral.MixtralModel, JetMoePreTrainedModel):
    """JetMoE without a head; called like MixtralModel."""


class JetMoeForCausalLM(MoeCausalLM, JetMoePreTrainedModel):
    base_class = JetMoeModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}


class JetMoeForSequenceClassification(SequenceClassification, JetMoePreTrainedModel):
    base_class = JetMoeModel


HEADS = {
    "base": JetMoeModel,
    "causal-lm": JetMoeForCausalLM,
    "sequence-classification": JetMoeForSequenceClassification,
}
