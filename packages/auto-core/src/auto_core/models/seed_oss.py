"""Seed-OSS: ByteDance Seed, 2025.

LLaMA's network with biases of queries, keys and values, and dropout of both residual branches.

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from auto_core.configs.seed_oss import SeedOssConfig

from .. import nn
from ..blocks.variation import variation
from . import llama


class SeedOssDecoderLayer(llama.LlamaDecoderLayer):
    def __init__(self, config: SeedOssConfig):
        super().__init__(config)
        self.dropout = nn.Dropout(config.residual_dropout)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + self.dropout(output)
        return hidden + self.dropout(self.mlp(self.post_attention_layernorm(hidden)))


HEADS = variation(__name__, "SeedOss", llama, SeedOssConfig, layer_class=SeedOssDecoderLayer)
