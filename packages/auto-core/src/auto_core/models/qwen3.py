"""Qwen3: Yang et al., 2025, arXiv:2505.09388.

LLaMA's network with a norm of each head's query and key before they are rotated, and in some
layers a sliding window.

b batch, t tokens, h heads, g key-value heads, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs._rotary import RotaryDecoderConfig
from auto_core.configs.qwen3 import Qwen3Config

from .. import nn
from ..blocks.variation import variation
from . import llama


class Qwen3Attention(llama.LlamaAttention):
    def __init__(self, config: RotaryDecoderConfig):
        super().__init__(config)
        self.q_norm = nn.RMSNorm(self.head_size, eps=config.rms_norm_eps)
        self.k_norm = nn.RMSNorm(self.head_size, eps=config.rms_norm_eps)

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]
        query, key, value = super().project(hidden)
        return self.q_norm(query), self.k_norm(key), value


class Qwen3DecoderLayer(llama.LlamaDecoderLayer):
    attention_class = Qwen3Attention


HEADS = variation(__name__, "Qwen3", llama, Qwen3Config, layer_class=Qwen3DecoderLayer)
