"""Apertus: Swiss AI Initiative, 2025, arXiv:2509.14233.

LLaMA's network with norms of each head's query and key, and a feed-forward part without a gate
whose activation is learnt (xIELU).

b batch, t tokens, d hidden, f feed-forward.
"""

from __future__ import annotations

import math

from auto_core.configs.apertus import ApertusConfig
from auto_core.initializers import Constant

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.variation import variation
from . import llama
from .qwen3 import Qwen3Attention


class XIELU(nn.Module):
    """A parabola for positive numbers, an exponential for the others: Huang and Schlag, 2024,
    arXiv:2411.13010. Checkpoint: alpha_p [1] and alpha_n [1], before a softplus; beta and eps."""

    def __init__(self):
        super().__init__()
        self.alpha_p = nn.Parameter((1,), init=Constant(math.log(math.expm1(0.8))))
        self.alpha_n = nn.Parameter((1,), init=Constant(math.log(math.expm1(0.3))))
        self.beta = nn.Buffer((), init=Constant(0.5))
        self.eps = nn.Buffer((), init=Constant(-1e-6))

    def forward(self, x):  # [...] -> [...]
        beta, eps = ops.asarray(self.beta), ops.asarray(self.eps)
        positive = ops.softplus(ops.asarray(self.alpha_p))
        negative = beta + ops.softplus(ops.asarray(self.alpha_n))
        below = (ops.expm1(ops.minimum(x, eps)) - x) * negative
        return ops.where(x > 0, positive * x * x, below) + beta * x


class ApertusMLP(nn.Module):
    def __init__(self, config: ApertusConfig):
        super().__init__()
        d, f, name = config.hidden_size, config.intermediate_size, config.hidden_act
        self.up_proj = nn.Linear(d, f, bias=False)
        self.down_proj = nn.Linear(f, d, bias=False)
        self.act_fn = XIELU() if name == "xielu" else activation(name)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.down_proj(self.act_fn(self.up_proj(hidden)))


class ApertusDecoderLayer(nn.Block):
    def __init__(self, config: ApertusConfig):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = Qwen3Attention(config)
        self.mlp = ApertusMLP(config)
        self.attention_layernorm = nn.RMSNorm(d, eps=eps)
        self.feedforward_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.self_attn(self.attention_layernorm(hidden), rotation, attend)
        return hidden + self.mlp(self.feedforward_layernorm(hidden))


HEADS = variation(
    __name__,
    "Apertus",
    llama,
    ApertusConfig,
    without=["sequence-classification", "question-answering"],
    layer_class=ApertusDecoderLayer,
)
