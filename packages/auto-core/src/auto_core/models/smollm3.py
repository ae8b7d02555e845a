"""SmolLM3: Hugging Face, 2025.

LLaMA's network in which some layers do not rotate queries and keys (NoPE: Kazemnejad et al.,
2023, arXiv:2305.19466), and these may see a window only.

b batch, t tokens, h heads, s size of a head.
"""

from __future__ import annotations

from auto_core.configs.smollm3 import SmolLM3Config

from ..blocks.variation import variation
from . import llama


class SmolLM3Attention(llama.LlamaAttention):
    def __init__(self, config: SmolLM3Config):
        super().__init__(config)
        self.config = config

    def rotate(self, query, key, rotation, attend):
        if not self.config.rotates(attend.layer):
            return query, key
        return super().rotate(query, key, rotation, attend)


class SmolLM3DecoderLayer(llama.LlamaDecoderLayer):
    attention_class = SmolLM3Attention


HEADS = variation(__name__, "SmolLM3", llama, SmolLM3Config, layer_class=SmolLM3DecoderLayer)
