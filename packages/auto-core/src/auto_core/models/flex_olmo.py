"""FlexOlmo: Shi et al., 2025, arXiv:2507.07024.

OLMo 2's network, whose norms stand after each part, with OLMoE's mixtures of experts.

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from auto_core.configs.flex_olmo import FlexOlmoConfig

from .. import nn
from ..blocks.variation import variation
from . import olmo2, olmoe, qwen2_moe


class FlexOlmoDecoderLayer(nn.Block):
    """Attention, then experts, each normalised and added to its input."""

    def __init__(self, config: FlexOlmoConfig, layer: int):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = olmo2.Olmo2Attention(config)
        self.mlp = qwen2_moe.QwenSparseMoeBlock(config)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_feedforward_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(hidden, rotation, attend)
        hidden = hidden + self.post_attention_layernorm(output)
        return hidden + self.post_feedforward_layernorm(self.mlp(hidden, attend.recorder))


HEADS = variation(__name__, "FlexOlmo", olmoe, FlexOlmoConfig, layer_class=FlexOlmoDecoderLayer)
