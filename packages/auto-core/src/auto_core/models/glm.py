"""GLM-4-9B: GLM Team, 2024, arXiv:2406.12793.

LLaMA's network that rotates neighbouring numbers in part of each head; one projection for the gate
and what it gates.
"""

from __future__ import annotations

from auto_core.configs.glm import GlmConfig

from ..blocks.rotary import rotate_pairs
from ..blocks.variation import variation
from . import llama
from .phi3 import Phi3MLP


class GlmAttention(llama.LlamaAttention):
    def rotate(self, query, key, rotation, attend):
        return rotate_pairs(query, *rotation), rotate_pairs(key, *rotation)


class GlmDecoderLayer(llama.LlamaDecoderLayer):
    attention_class, mlp_class = GlmAttention, Phi3MLP


PREFIX = "Glm"
HEADS = variation(
    __name__,
    "Glm",
    llama,
    GlmConfig,
    without=["question-answering"],
    layer_class=GlmDecoderLayer,
    fused_projections=(r"\.gate_up_proj$",),
)
