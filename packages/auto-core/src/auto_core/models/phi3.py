"""Phi-3: Abdin et al., 2024, arXiv:2404.14219.

LLaMA's network with one projection for queries, keys and values, one for the gate and what it
gates, and dropout of both residual branches; part of each head may be left unrotated.

b batch, t tokens, h heads, g heads of keys and values, s size of a head, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs.phi3 import Phi3Config

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.variation import variation
from . import llama


class Phi3Attention(llama.LlamaAttention):
    def add_projections(self, config: Phi3Config) -> None:
        d, s = config.hidden_size, config.head_size
        heads, kv_heads = config.num_attention_heads, config.kv_heads
        self.sizes = [heads * s, kv_heads * s, kv_heads * s]
        self.qkv_proj = nn.Linear(d, sum(self.sizes), bias=False)
        self.o_proj = nn.Linear(heads * s, d, bias=False)

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]
        projected = ops.split(self.qkv_proj(hidden), self.sizes, -1)
        return tuple(split_heads(x, self.head_size) for x in projected)


class Phi3MLP(nn.Module):
    def __init__(self, config: Phi3Config):
        super().__init__()
        d, f = config.hidden_size, config.intermediate_size
        self.gate_up_proj = nn.Linear(d, 2 * f, bias=False)
        self.down_proj = nn.Linear(f, d, bias=False)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        both = self.gate_up_proj(hidden)
        size = ops.shape(both)[-1] // 2  # or a device's share of it
        gate, up = ops.split(both, [size, size], -1)
        return self.down_proj(up * self.activation(gate))


class Phi3DecoderLayer(llama.LlamaDecoderLayer):
    attention_class, mlp_class = Phi3Attention, Phi3MLP

    def __init__(self, config: Phi3Config):
        super().__init__(config)
        self.dropout = nn.Dropout(config.resid_pdrop)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + self.dropout(output)
        return hidden + self.dropout(self.mlp(self.post_attention_layernorm(hidden)))


HEADS = variation(
    __name__,
    "Phi3",
    llama,
    Phi3Config,
    without=["question-answering"],
    layer_class=Phi3DecoderLayer,
    fused_projections=(r"\.gate_up_proj$",),
)
