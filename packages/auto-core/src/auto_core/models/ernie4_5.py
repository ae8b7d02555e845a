"""ERNIE 4.5, dense: Baidu, 2025.

LLaMA's network that rotates neighbouring numbers of a head together.
"""

from __future__ import annotations

from auto_core.configs.ernie4_5 import Ernie4_5Config

from ..blocks.rotary import rotate_pairs
from ..blocks.variation import variation
from . import llama


class Ernie4_5Attention(llama.LlamaAttention):
    def rotate(self, query, key, rotation, attend):
        return rotate_pairs(query, *rotation), rotate_pairs(key, *rotation)


class Ernie4_5DecoderLayer(llama.LlamaDecoderLayer):
    attention_class = Ernie4_5Attention


HEADS = variation(
    __name__,
    "Ernie4_5",
    llama,
    Ernie4_5Config,
    without=["sequence-classification", "token-classification", "question-answering"],
    layer_class=Ernie4_5DecoderLayer,
)
