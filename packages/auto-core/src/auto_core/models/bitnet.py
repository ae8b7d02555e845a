"""BitNet b1.58: Ma et al., 2025, arXiv:2504.12285.

LLaMA's network with norms before the last projection of attention and of the feed-forward part.

b batch, t tokens, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.bitnet import BitNetConfig

from .. import nn
from ..blocks.variation import variation
from . import llama


class BitNetAttention(llama.LlamaAttention):
    def __init__(self, config: BitNetConfig):
        super().__init__(config)
        self.attn_sub_norm = nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        return self.o_proj(self.attn_sub_norm(self.attended(hidden, rotation, attend)))


class BitNetMLP(llama.LlamaMLP):
    def __init__(self, config: BitNetConfig):
        super().__init__(config)
        self.ffn_sub_norm = nn.RMSNorm(config.intermediate_size, eps=config.rms_norm_eps)

    def forward(self, hidden):  # [b t d] -> [b t d]
        gated = self.activation(self.gate_proj(hidden)) * self.up_proj(hidden)
        return self.down_proj(self.ffn_sub_norm(gated))


class BitNetDecoderLayer(llama.LlamaDecoderLayer):
    attention_class, mlp_class = BitNetAttention, BitNetMLP


HEADS = variation(
    __name__,
    "BitNet",
    llama,
    BitNetConfig,
    without=["sequence-classification", "token-classification", "question-answering"],
    layer_class=BitNetDecoderLayer,
)
