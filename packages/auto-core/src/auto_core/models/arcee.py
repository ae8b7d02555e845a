"""Arcee: AFM-4.5B (Arcee AI, 2025).

LLaMA's network whose feed-forward part has no gate, and a squared ReLU.

b batch, t tokens, d hidden, f feed-forward.
"""

from __future__ import annotations

from auto_core.configs._rotary import RotaryHeadsConfig
from auto_core.configs.arcee import ArceeConfig

from .. import nn
from ..blocks.activations import activation
from ..blocks.variation import variation
from . import llama


class ArceeMLP(nn.Module):
    def __init__(self, config: RotaryHeadsConfig):
        super().__init__()
        d, f = config.hidden_size, config.intermediate_size
        self.up_proj = nn.Linear(d, f, bias=config.feed_forward_bias)
        self.down_proj = nn.Linear(f, d, bias=config.feed_forward_bias)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.down_proj(self.activation(self.up_proj(hidden)))


class ArceeDecoderLayer(llama.LlamaDecoderLayer):
    mlp_class = ArceeMLP


HEADS = variation(__name__, "Arcee", llama, ArceeConfig, layer_class=ArceeDecoderLayer)
