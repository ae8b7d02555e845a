"""Helium: Kyutai, 2025. LLaMA's network that rotates neighbouring numbers of a head together."""

from __future__ import annotations

from auto_core.configs.helium import HeliumConfig

from ..blocks.rotary import rotate_pairs
from ..blocks.variation import variation
from . import llama


class HeliumAttention(llama.LlamaAttention):
    def rotate(self, query, key, rotation, attend):
        return rotate_pairs(query, *rotation), rotate_pairs(key, *rotation)


class HeliumDecoderLayer(llama.LlamaDecoderLayer):
    attention_class = HeliumAttention


HEADS = variation(
    __name__,
    "Helium",
    llama,
    HeliumConfig,
    without=["question-answering"],
    layer_class=HeliumDecoderLayer,
)
