"""EXAONE 4.0: LG AI Research, 2025, arXiv:2507.11407.

LLaMA's network whose norms stand after attention and the feed-forward part, before the residual
sums, with norms of each head's query and key; where most layers have sliding windows, the
others do not rotate.

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from auto_core.configs.exaone4 import Exaone4Config

from ..blocks.variation import variation
from . import llama
from .olmo2 import Olmo2DecoderLayer
from .qwen3 import Qwen3Attention


class Exaone4Attention(Qwen3Attention):
    def __init__(self, config: Exaone4Config):
        super().__init__(config)
        self.config = config

    def rotate(self, query, key, rotation, attend):
        if not self.config.rotates(attend.layer):
            return query, key
        return super().rotate(query, key, rotation, attend)


class Exaone4DecoderLayer(Olmo2DecoderLayer):
    attention_class = Exaone4Attention


HEADS = variation(__name__, "Exaone4", llama, Exaone4Config, layer_class=Exaone4DecoderLayer)
HEADS["pretraining"] = HEADS["causal-lm"]
