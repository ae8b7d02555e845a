"""GLM-4.5: Zeng et al., 2025, arXiv:2508.06471.

LLaMA's network, of whose heads one half rotates, with DeepSeek-V3's mixtures of experts.

b batch, t tokens, h heads, g heads of keys and values, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.glm4_moe import Glm4MoeConfig

from .. import nn
from ..blocks.variation import variation
from . import deepseek_v3, llama


class Glm4MoeAttention(llama.LlamaAttention):
    def __init__(self, config: Glm4MoeConfig):
        super().__init__(config)
        eps = config.rms_norm_eps
        self.q_norm = nn.RMSNorm(self.head_size, eps=eps) if config.use_qk_norm else None
        self.k_norm = nn.RMSNorm(self.head_size, eps=eps) if config.use_qk_norm else None

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]
        query, key, value = super().project(hidden)
        if self.q_norm is not None:
            query, key = self.q_norm(query), self.k_norm(key)
        return query, key, value


class Glm4MoeDecoderLayer(deepseek_v3.DeepseekV3DecoderLayer):
    attention_class = Glm4MoeAttention


HEADS = variation(
    __name__,
    "Glm4Moe",
    deepseek_v3,
    Glm4MoeConfig,
    without=["sequence-classification", "token-classification"],
    layer_class=Glm4MoeDecoderLayer,
    ignored_keys=(r"(^|\.)layers\.(46|92)\.",),  # what predicts further tokens
)
