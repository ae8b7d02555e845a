"""Command R7B and Command A: Cohere, 2024, 2025, arXiv:2504.00698.

Command R's network in which most layers have sliding windows; the others do not rotate.
"""

from __future__ import annotations

from auto_core.configs.cohere2 import Cohere2Config

from ..blocks.rotary import rotate_pairs
from ..blocks.variation import variation
from . import cohere, llama


class Cohere2Attention(llama.LlamaAttention):
    def rotate(self, query, key, rotation, attend):
        if attend.window is None:
            return query, key
        return rotate_pairs(query, *rotation), rotate_pairs(key, *rotation)


class Cohere2DecoderLayer(cohere.CohereDecoderLayer):
    attention_class = Cohere2Attention


HEADS = variation(__name__, "Cohere2", cohere, Cohere2Config, layer_class=Cohere2DecoderLayer)
