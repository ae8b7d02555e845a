"""A.X K1: SK Telecom, 2026. DeepSeek-V3's network with a norm of what experts give.

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from auto_core.configs.axk1 import AXK1Config

from .. import nn
from ..blocks.variation import variation
from . import deepseek_v3


class AXK1DecoderLayer(deepseek_v3.DeepseekV3DecoderLayer):
    def __init__(self, config: AXK1Config, layer: int):
        super().__init__(config, layer)
        self.post_mlp_layernorm = None
        if config.is_sparse(layer):
            self.post_mlp_layernorm = nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.self_attn(self.input_layernorm(hidden), rotation, attend)
        output = self.mlp(self.post_attention_layernorm(hidden), attend.recorder)
        return hidden + (
            output if self.post_mlp_layernorm is None else self.post_mlp_layernorm(output)
        )


HEADS = variation(
    __name__,
    "AXK1",
    deepseek_v3,
    AXK1Config,
    layer_class=AXK1DecoderLayer,
    # Files have this norm for dense layers too, which do not use it, and may have no corrections.
    ignored_keys=(r"\.post_mlp_layernorm\.",),
    optional_parts=(r"\.e_score_correction_bias$",),
)
