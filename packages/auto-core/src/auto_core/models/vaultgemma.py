"""VaultGemma: Sinha et al., 2025, arXiv:2510.15001.

Gemma 2's network without the norms after attention and the feed-forward part.

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from auto_core.configs.vaultgemma import VaultGemmaConfig

from .. import nn
from ..blocks.variation import variation
from . import gemma2
from .gemma import GemmaRMSNorm


class VaultGemmaDecoderLayer(nn.Block):
    """Attention, then the feed-forward part, each of a norm and added to its input."""

    def __init__(self, config: VaultGemmaConfig):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = gemma2.Gemma2Attention(config)
        self.mlp = gemma2.Gemma2MLP(config)
        self.input_layernorm = GemmaRMSNorm(d, eps=eps)
        self.pre_feedforward_layernorm = GemmaRMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        hidden = hidden + self.self_attn(self.input_layernorm(hidden), rotation, attend)
        return hidden + self.mlp(self.pre_feedforward_layernorm(hidden))


HEADS = variation(
    __name__,
    "VaultGemma",
    gemma2,
    VaultGemmaConfig,
    without=["sequence-classification", "token-classification"],
    layer_class=VaultGemmaDecoderLayer,
)
