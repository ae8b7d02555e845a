"""HunYuan, dense: Tencent, 2025.

LLaMA's network with norms of each head's query and key after they are rotated.

h heads, g heads of keys and values, s size of a head, b batch, t tokens.
"""

from __future__ import annotations

from auto_core.configs.hunyuan_v1_dense import HunYuanDenseV1Config

from .. import nn
from ..blocks.variation import variation
from . import llama


class HunYuanDenseV1Attention(llama.LlamaAttention):
    def __init__(self, config: HunYuanDenseV1Config):
        super().__init__(config)
        self.query_layernorm = nn.RMSNorm(self.head_size, eps=config.rms_norm_eps)
        self.key_layernorm = nn.RMSNorm(self.head_size, eps=config.rms_norm_eps)

    def rotate(self, query, key, rotation, attend):  # [b t h s], [b t g s]
        query, key = super().rotate(query, key, rotation, attend)
        return self.query_layernorm(query), self.key_layernorm(key)


class HunYuanDenseV1DecoderLayer(llama.LlamaDecoderLayer):
    attention_class = HunYuanDenseV1Attention


HEADS = variation(
    __name__,
    "HunYuanDenseV1",
    llama,
    HunYuanDenseV1Config,
    without=["token-classification", "question-answering"],
    layer_class=HunYuanDenseV1DecoderLayer,
)
