"""MiniMax-Text-01: MiniMax, 2025, arXiv:2501.08313.

Mixtral's network, of whose layers most have lightning attention (Qin et al., 2024,
arXiv:2401.04658): keys store values in a matrix for each head, which fades at a speed of its own.
Layers go on from what their norms give, by a factor.

b batch, t tokens, l tokens of a chunk, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

import numpy as np

from auto_core.configs.minimax import MiniMaxConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.chunked_scan import chunked_scan, decays
from ..blocks.hybrid import HybridDecoder
from ..blocks.losses import widened
from ..blocks.variation import variation
from . import llama, mixtral


class MiniMaxLightningAttention(nn.Module):
    """S_t = exp(-r) S_{t-1} + k_t v_t^T and y_t = S_t^T q_t, with a rate r for each head and layer;
    normalised and gated."""

    def __init__(self, config: MiniMaxConfig, layer: int):
        super().__init__()
        heads, s, d = config.num_attention_heads, config.head_size, config.hidden_size
        self.head_size, self.chunk = s, config.block_size
        self.activation = activation(config.hidden_act)
        self.norm = nn.RMSNorm(heads * s, eps=1e-6)
        self.qkv_proj = nn.Linear(d, heads * s * 3, bias=False)
        self.out_proj = nn.Linear(heads * s, d, bias=False)
        self.output_gate = nn.Linear(d, heads * s, bias=False)
        slower = 1 - layer / (config.num_hidden_layers - 1 + 1e-5) + 1e-5
        self.rates = 2.0 ** (-8 / heads * np.arange(1, heads + 1)) * slower

    def step(self, state, query, key, value, rate):
        """[b h s s], [b l h s] three times and [b l h] -> the next state and [b l h s]."""
        query, key, value = (ops.transpose(x, 1, 2) for x in (query, key, value))
        total = ops.transpose(ops.cumsum(rate, 1), 1, 2)  # [b h l]
        grown = ops.unsqueeze(ops.exp(total), 3)
        inside = ops.matmul(query, ops.transpose(key, 2, 3)) * decays(total)
        y = ops.matmul(query * grown, state) + ops.matmul(inside, value)
        last = total[..., -1:]
        key = key * ops.unsqueeze(ops.exp(last - total), 3)
        added = ops.matmul(ops.transpose(key, 2, 3), value)
        return state * ops.unsqueeze(ops.exp(last), 3) + added, ops.transpose(y, 1, 2)

    def forward(self, hidden, rotation, past):  # [b t d] -> [b t d]
        size = self.head_size
        heads = split_heads(past.masked(self.activation(self.qkv_proj(hidden))), 3 * size)
        query, key, value = map(widened, ops.split(heads, [size] * 3, -1))
        batch, tokens, count, _ = ops.shape(value)
        rates = ops.asarray(self.rates, like=value, dtype=ops.dtype(value))
        rate = ops.expand(-rates, (batch, tokens, count))
        state = ops.zeros((batch, count, size, size), like=value)
        if past.states is not None:
            state = past.states[0]
        state, y = chunked_scan(self.step, state, (query, key, value, rate), size=self.chunk)
        past.keep(state)
        if past.recorder.wants_attentions:  # as upstream does
            past.recorder.add("attentions", state)
        y = ops.cast(ops.reshape(y, (batch, tokens, count * size)), ops.dtype(hidden))
        return self.out_proj(ops.sigmoid(self.output_gate(hidden)) * self.norm(y))


class MiniMaxDecoderLayer(mixtral.MixtralDecoderLayer):
    def __init__(self, config: MiniMaxConfig, layer: int):
        super().__init__(config, layer)
        lightning = (config.layer_types or [])[layer] == "linear_attention"
        full = config.full_attn_alpha_factor, config.full_attn_beta_factor
        linear = config.linear_attn_alpha_factor, config.linear_attn_beta_factor
        self.attention_factors = linear if lightning else full
        self.mlp_factors = config.mlp_alpha_factor, config.mlp_beta_factor

    def attention(self, config: MiniMaxConfig, layer: int):
        if (config.layer_types or [])[layer] == "linear_attention":
            return MiniMaxLightningAttention(config, layer)
        return llama.LlamaAttention(config)

    def forward(self, hidden, rotation, context):  # [b t d] -> [b t d]
        hidden = self.input_layernorm(hidden)
        before, after = self.attention_factors
        hidden = hidden * before + self.self_attn(hidden, rotation, context) * after
        hidden = self.post_attention_layernorm(hidden)
        before, after = self.mlp_factors
        return hidden * before + self.block_sparse_moe(hidden, context.recorder) * after


class MiniMaxPreTrainedModel(mixtral.MixtralPreTrainedModel):
    """What all MiniMax models share."""

    config_class = MiniMaxConfig
    layer_class = MiniMaxDecoderLayer
    carries_states = True
    # Tables that follow from the config.
    ignored_keys = (r"\.self_attn\.(slope_rate|query_decay|key_decay|diagonal_decay)$",)


class MiniMaxModel(HybridDecoder, mixtral.MixtralModel, MiniMaxPreTrainedModel):
    """MiniMax without a head; called like MixtralModel. What lightning attention gives in the
    place of attentions are its states [b h s s]."""

    def keeps_states(self, layer: int) -> bool:
        return self.config.layer_types[layer] == "linear_attention"


PREFIX = "MiniMax"
HEADS = variation(__name__, "MiniMax", mixtral, MiniMaxConfig)
