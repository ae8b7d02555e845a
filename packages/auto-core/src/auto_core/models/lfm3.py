"""LFM3: Liquid AI, 2026.

LFM2's network whose heads have gates, some of whose layers have a window and a rotation of their
own, with norms of what parts give out.

b batch, t tokens, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.lfm3 import Lfm3Config

from .. import nn, ops
from ..blocks.rotary import RotaryByLayer
from ..blocks.variation import variation
from . import lfm2, qwen3
from .laguna import gated


class Lfm3Attention(qwen3.Qwen3Attention):
    """Attention whose heads have gates."""

    def __init__(self, config: Lfm3Config):
        super().__init__(config)
        d, heads = config.hidden_size, config.num_attention_heads
        self.gate_proj = nn.Linear(d, heads, bias=False) if config.use_attention_gate else None

    def attended(self, hidden, rotation, attend):  # [b t d] -> [b t h*s]
        output = super().attended(hidden, rotation, attend)
        if self.gate_proj is None:
            return output
        return gated(output, ops.sigmoid(self.gate_proj(hidden)), self.head_size)


class Lfm3DecoderLayer(lfm2.Lfm2DecoderLayer):
    """Attention or a convolution, then the feed-forward part, each between two norms and added."""

    attention_class = Lfm3Attention

    def __init__(self, config: Lfm3Config, layer: int):
        super().__init__(config, layer)
        d, eps, self.after = config.hidden_size, config.norm_eps, config.use_sandwich_norm
        if self.after:
            self.post_operator_norm = nn.RMSNorm(d, eps=eps)
            self.post_ffn_norm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, rotation, context):  # [b t d] -> [b t d]
        normed = self.operator_norm(hidden)
        if self.attends:
            output = self.self_attn(normed, rotation, context)
        else:
            output = self.conv(normed, context)
        hidden = hidden + (self.post_operator_norm(output) if self.after else output)
        output = self.feed_forward(self.ffn_norm(hidden))
        return hidden + (self.post_ffn_norm(output) if self.after else output)


class Lfm3PreTrainedModel(lfm2.Lfm2PreTrainedModel):
    config_class = Lfm3Config
    layer_class, rotary_class = Lfm3DecoderLayer, RotaryByLayer
    renames = ((r"\.self_attn\.g_proj\.", ".self_attn.gate_proj."),)  # transformers' own


class Lfm3Model(lfm2.Lfm2Model, Lfm3PreTrainedModel):
    """LFM3 without a head; called like LlamaModel."""

    def of_layer(self, shared, layer: int):
        return shared.get(self.config.layer_types[layer])

    def window(self, layer: int) -> int | None:
        slides = self.config.layer_types[layer] == "sliding_attention"
        return self.config.sliding_window if slides else None


HEADS = variation(__name__, "Lfm3", lfm2, Lfm3Config)
