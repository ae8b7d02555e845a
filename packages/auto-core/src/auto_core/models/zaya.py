"""ZAYA1: Zyphra, 2025, arXiv:2511.17127; its convolutional attention: arXiv:2510.04476.

A decoder of few heads whose queries and keys are convolved over the last tokens, of whose values
one half is the last token's; its routers choose one expert, or none, and hand what they have
computed to the next layer's.

b batch, t tokens, n = b*t, h heads, g heads of keys and values, s size of a head, c = (h+g)*s
channels, k tokens of a convolution, e experts, r size of a router, d hidden.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.zaya import ZayaConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.experts import Experts
from ..blocks.hybrid import ParallelDecoder
from ..blocks.losses import widened
from ..blocks.moe_decoder import MoeCausalLM, MoeDecoder, as_rows
from ..blocks.rotary import RotaryByLayer, rotate

ROUTED = "routed"  # under which name the recorder has what routers have computed
# What lengths of queries and keys are at the least.
LEAST = {name: float(np.finfo(name).eps) for name in ("float16", "float32", "float64")}
LEAST["bfloat16"] = 2.0**-7


class GroupedConv(nn.Module):
    """A convolution over time of groups of channels. Checkpoint: weight [c c/groups k], bias."""

    def __init__(self, channels: int, groups: int, size: int):
        super().__init__()
        self.groups = groups
        self.weight = nn.Parameter((channels, channels // groups, size), init="normal")
        self.bias = nn.Parameter((channels,), init="zeros")

    def forward(self, x):  # [b t c] -> [b t-k+1 c]
        sizes = {"stride": 1, "padding": 0, "dilation": 1, "groups": self.groups}
        return ops.conv1d(x, ops.asarray(self.weight), ops.asarray(self.bias), **sizes)


class ZayaCCAProjection(nn.Module):
    """Queries, keys and values. Queries and keys are what two convolutions give out, and a
    residual: the mean of a query and its key."""

    def __init__(self, config: ZayaConfig):
        super().__init__()
        d, s, bias = config.hidden_size, config.head_size, config.attention_bias
        heads, kv_heads = config.num_attention_heads, config.kv_heads
        self.head_size, self.kv_heads, self.shared_by = s, kv_heads, heads // kv_heads
        self.sizes, channels = [heads * s, kv_heads * s], (heads + kv_heads) * s
        self.before = config.cca_time0 + config.cca_time1 - 2  # tokens that a convolution needs
        self.q_proj = nn.Linear(d, heads * s, bias=bias)
        self.k_proj = nn.Linear(d, kv_heads * s, bias=bias)
        self.v_proj_current = nn.Linear(d, kv_heads * s // 2, bias=bias)
        self.v_proj_delayed = nn.Linear(d, kv_heads * s // 2, bias=bias)
        self.conv_qk_depthwise = GroupedConv(channels, channels, config.cca_time0)
        self.conv_qk_grouped = GroupedConv(channels, heads + kv_heads, config.cca_time1)

    def residuals(self, query, key):  # [b t h*s], [b t g*s] -> [b t h s], [b t g s]
        batch, tokens, _ = ops.shape(query)
        shape = (batch, tokens, self.kv_heads, self.shared_by, self.head_size)
        key = ops.unsqueeze(split_heads(key, self.head_size), 3)
        query = (ops.reshape(query, shape) + key) * 0.5
        return ops.reshape(query, (batch, tokens, -1, self.head_size)), ops.mean(query, 3)

    def forward(self, hidden, past):  # [b t d] -> [b t h s], two of [b t g s]
        hidden = past.masked(hidden)
        query, key = self.q_proj(hidden), self.k_proj(hidden)
        both, size = ops.cat([query, key], -1), ops.shape(hidden)[2]
        batch, tokens, channels = ops.shape(both)
        if past.states is None:
            tail = ops.zeros((batch, self.before, channels), like=both)
            last = ops.zeros((batch, 1, size), like=hidden)
        else:
            tail, last = (ops.cast(state, ops.dtype(both)) for state in past.states)
        window, late = ops.cat([tail, both], 1), ops.cat([last, hidden], 1)
        past.keep(window[:, tokens:], late[:, tokens:])
        both = self.conv_qk_grouped(self.conv_qk_depthwise(window))
        more_query, more_key = self.residuals(query, key)
        query, key = (split_heads(part, self.head_size) for part in ops.split(both, self.sizes, -1))
        value = [self.v_proj_current(hidden), self.v_proj_delayed(late[:, :tokens])]
        return query + more_query, key + more_key, split_heads(ops.cat(value, -1), self.head_size)


class ZayaQKNorm(nn.Module):
    """Queries and keys of one length, that of keys by a factor of each head."""

    def __init__(self, config: ZayaConfig):
        super().__init__()
        self.length = config.head_size**0.5
        self.temp = nn.Parameter((config.kv_heads,), init="zeros")

    def scaled(self, x):  # [b t h s] -> [b t h s]
        length = ops.sqrt(ops.sum(x * x, -1, keepdim=True))
        return x * (self.length / ops.clamp(length, min=LEAST[ops.dtype(x)]))

    def forward(self, query, key):  # [b t h s], [b t g s]
        factor = ops.unsqueeze(ops.asarray(self.temp), 1)  # [g 1]
        return self.scaled(query), self.scaled(key) * factor


class ZayaAttention(nn.Module):
    def __init__(self, config: ZayaConfig):
        super().__init__()
        self.scale = config.head_size**-0.5
        self.dropout = nn.Dropout(config.attention_dropout or 0.0)
        features = config.num_attention_heads * config.head_size
        self.qkv_proj = ZayaCCAProjection(config)
        self.qk_norm = ZayaQKNorm(config)
        self.o_proj = nn.Linear(features, config.hidden_size, bias=config.attention_bias)

    def forward(self, hidden, rotation, context):  # [b t d] -> [b t d]
        query, key, value = self.qkv_proj(hidden, context.past)
        query, key = self.qk_norm(query, key)
        query, key = rotate(query, *rotation), rotate(key, *rotation)
        key, value = context.attend.extend(key, value)
        output = context.attend(query, key, value, scale=self.scale, dropout=self.dropout)
        return self.o_proj(output)


class ZayaResidualScaling(nn.Module):
    """The sum of an output and its residual, each shifted and scaled."""

    def __init__(self, size: int):
        super().__init__()
        self.hidden_states_scale = nn.Parameter((size,), init="ones")
        self.hidden_states_bias = nn.Parameter((size,), init="zeros")
        self.residual_scale = nn.Parameter((size,), init="ones")
        self.residual_bias = nn.Parameter((size,), init="zeros")

    def forward(self, hidden, residual):  # two of [b t d] -> [b t d]
        hidden = hidden + ops.asarray(self.hidden_states_bias)
        residual = residual + ops.asarray(self.residual_bias)
        scaled = residual * ops.asarray(self.residual_scale)
        return hidden * ops.asarray(self.hidden_states_scale) + scaled


class ZayaRouterMLP(nn.Module):
    def __init__(self, config: ZayaConfig):
        super().__init__()
        r = config.router_hidden_size
        self.norm = nn.RMSNorm(r, eps=config.rms_norm_eps)
        self.fc1, self.fc2 = nn.Linear(r, r), nn.Linear(r, r)
        self.out_proj = nn.Linear(r, config.experts + 1, bias=False)

    def forward(self, hidden):  # [n r] -> [n e+1]
        hidden = ops.gelu(self.fc1(self.norm(hidden)), approximate="none")
        return self.out_proj(ops.gelu(self.fc2(hidden), approximate="none"))


def no_expert_last(generator: np.random.Generator, shape: tuple[int, ...], std: float):
    """Biases that make it less likely that a token goes to no expert."""
    return np.append(np.zeros(shape[0] - 1), -1.0)


class ZayaRouter(nn.Module):
    """One expert for each token, or none, the last choice."""

    def __init__(self, config: ZayaConfig, layer: int):
        super().__init__()
        r, self.experts, self.continues = config.router_hidden_size, config.experts, layer != 0
        self.down_proj = nn.Linear(config.hidden_size, r)
        self.router_states_scale = nn.Parameter((r,), init="ones") if self.continues else None
        self.router_mlp = ZayaRouterMLP(config)
        self.balancing_biases = nn.Buffer((config.experts + 1,), init=no_expert_last)

    def forward(self, hidden, before):
        """[n d], what the layer before has computed [n r] -> logits [n e+1], weights and index
        [n 1], what is for the next layer [n r]."""
        states = self.down_proj(hidden)
        if self.continues:
            states = states + before * ops.asarray(self.router_states_scale)
        logits = self.router_mlp(states)
        probabilities = ops.softmax(logits, -1)
        biases = ops.asarray(self.balancing_biases)
        choice = widened(ops.detach(probabilities)) + ops.cast(biases, "float32")
        _, index = ops.topk(choice, 1, -1)
        none = index == self.experts
        weights = ops.where(none, 0.0, ops.gather(probabilities, 1, index))
        return logits, weights, ops.where(none, 0, index), states


class ZayaSparseMoeBlock(nn.Module):
    def __init__(self, config: ZayaConfig, layer: int):
        super().__init__()
        sizes = (config.experts, config.hidden_size, config.expert_size)
        self.gate = ZayaRouter(config, layer)
        self.experts = Experts(sizes, activation(config.hidden_act))

    def forward(self, hidden, before, recorder):  # [b t d] -> [b t d]
        rows = as_rows(hidden)
        logits, weights, index, states = self.gate(rows, before)
        recorder.add_router_logits(logits)
        recorder.add(ROUTED, states)
        return ops.reshape(self.experts(rows, weights, index), ops.shape(hidden))


class ZayaDecoderLayer(nn.Block):
    """Attention, then experts, each of a norm and added to its scaled input."""

    def __init__(self, config: ZayaConfig, layer: int):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = ZayaAttention(config)
        self.mlp = ZayaSparseMoeBlock(config, layer)
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_attention_residual_scale = ZayaResidualScaling(d)
        self.post_mlp_residual_scale = ZayaResidualScaling(d)

    def forward(self, hidden, shared, context):  # [b t d] -> [b t d], in float32 at least
        rotation, before = shared
        like = self.post_attention_residual_scale.residual_scale
        output = self.self_attn(normed(self.input_layernorm, hidden, like), rotation, context)
        hidden = self.post_attention_residual_scale(output, hidden)
        output = normed(self.post_attention_layernorm, hidden, like)
        output = self.mlp(output, before, context.recorder)
        return self.post_mlp_residual_scale(output, hidden)


def normed(norm, hidden, parameter):  # [b t d] -> [b t d], in the dtype of the parameters
    return norm(ops.cast(hidden, ops.dtype(ops.asarray(parameter))))


class ZayaPreTrainedModel(nn.PreTrainedModel):
    """What all ZAYA1 models share."""

    config_class = ZayaConfig
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    expert_names = ()
    carries_states = True


class ZayaModel(MoeDecoder, ParallelDecoder, ZayaPreTrainedModel):
    """ZAYA1 without a head; called like MixtralModel."""

    def __init__(self, config: ZayaConfig):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layers = nn.ModuleList(
            ZayaDecoderLayer(config, layer) for layer in range(config.num_hidden_layers)
        )
        self.norm = nn.RMSNorm(d, eps=config.rms_norm_eps)
        self.rotary_emb = RotaryByLayer(config)
        self.input_hidden_states_scale = nn.Parameter((d,), init="ones")
        self.input_hidden_states_bias = nn.Parameter((d,), init="zeros")

    def window(self, layer: int) -> int | None:
        return self.config.window(layer)

    def start(self, embeddings, position_ids, attention_mask, past):
        hidden = embeddings + ops.asarray(self.input_hidden_states_bias)
        hidden = widened(hidden * ops.asarray(self.input_hidden_states_scale))
        return hidden, self.rotary_emb(position_ids, embeddings)

    def handed(self, recorder, shared, layer: int) -> Any:
        """The rotation, and what the router of the layer before has computed [n r]."""
        before = recorder.kept[ROUTED][-1] if layer else None
        return shared[self.config.layer_types[layer]], before

    def finish(self, hidden):
        return normed(self.norm, hidden, self.input_hidden_states_scale)


class ZayaForCausalLM(MoeCausalLM, ZayaPreTrainedModel):
    base_class = ZayaModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}
    has_router_loss = False

    def add_head(self, config: ZayaConfig) -> None:
        d, bias = config.hidden_size, config.lm_head_bias
        self.lm_head = nn.Linear(d, config.vocab_size, bias=bias)


HEADS = {"base": ZayaModel, "causal-lm": ZayaForCausalLM}
