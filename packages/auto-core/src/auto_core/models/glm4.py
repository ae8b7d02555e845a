"""GLM-4-0414: GLM Team, 2025. GLM-4-9B's network with norms after each part too.

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from auto_core.configs.glm4 import Glm4Config

from .. import nn
from ..blocks.variation import variation
from . import glm


class Glm4DecoderLayer(glm.GlmDecoderLayer):
    def __init__(self, config: Glm4Config):
        super().__init__(config)
        d, eps = config.hidden_size, config.rms_norm_eps
        self.post_self_attn_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_mlp_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + self.post_self_attn_layernorm(output)
        output = self.mlp(self.post_attention_layernorm(hidden))
        return hidden + self.post_mlp_layernorm(output)


HEADS = variation(__name__, "Glm4", glm, Glm4Config, layer_class=Glm4DecoderLayer)
