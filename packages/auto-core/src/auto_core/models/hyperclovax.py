"""HyperCLOVA X: NAVER Cloud, 2024, 2025, arXiv:2404.01954.

Granite's network, whose multipliers it has, with norms after each part too; logits are multiplied.

b batch, t tokens, d hidden, v vocabulary.
"""

from __future__ import annotations

from auto_core.configs.hyperclovax import HyperCLOVAXConfig

from .. import nn
from ..blocks.variation import variation
from . import granite


class HyperCLOVAXDecoderLayer(granite.GraniteDecoderLayer):
    def __init__(self, config: HyperCLOVAXConfig):
        super().__init__(config)
        d, eps, normed = config.hidden_size, config.rms_norm_eps, config.use_post_norm
        self.post_norm1 = nn.RMSNorm(d, eps=eps) if normed else None
        self.post_norm2 = nn.RMSNorm(d, eps=eps) if normed else None

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        output = output if self.post_norm1 is None else self.post_norm1(output)
        hidden = hidden + output * self.multiplier
        output = self.mlp(self.post_attention_layernorm(hidden))
        output = output if self.post_norm2 is None else self.post_norm2(output)
        return hidden + output * self.multiplier


class HyperCLOVAXPreTrainedModel(granite.GranitePreTrainedModel):
    config_class = HyperCLOVAXConfig
    layer_class = HyperCLOVAXDecoderLayer


class HyperCLOVAXModel(granite.GraniteModel, HyperCLOVAXPreTrainedModel):
    """HyperCLOVA X without a head; called like LlamaModel."""


class HyperCLOVAXForCausalLM(granite.GraniteForCausalLM, HyperCLOVAXPreTrainedModel):
    base_class = HyperCLOVAXModel

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.lm_head(hidden) * self.config.logits_scaling


HEADS = variation(__name__, "HyperCLOVAX", granite, HyperCLOVAXConfig)
