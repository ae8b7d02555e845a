"""Ministral 3: Mistral AI, 2025.

LLaMA's network whose queries grow with their position, in steps (as in Llama 4's layers that do
not rotate).

b batch, t tokens, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.ministral3 import Ministral3Config

from ..blocks.query_growth import query_scale
from ..blocks.rotary import rotate
from ..blocks.variation import variation
from . import llama


class Ministral3Attention(llama.LlamaAttention):
    def rotate(self, query, key, rotation, attend):
        cos, sin, scale = rotation
        return rotate(query, cos, sin) * scale, rotate(key, cos, sin)


class Ministral3DecoderLayer(llama.LlamaDecoderLayer):
    attention_class = Ministral3Attention


class Ministral3PreTrainedModel(llama.LlamaPreTrainedModel):
    config_class = Ministral3Config
    layer_class = Ministral3DecoderLayer


class Ministral3Model(llama.LlamaModel, Ministral3PreTrainedModel):
    """Ministral 3 without a head; called like LlamaModel."""

    def start(self, embeddings, position_ids, attention_mask, past):
        hidden, rotation = super().start(embeddings, position_ids, attention_mask, past)
        return hidden, (*rotation, query_scale(self.config, position_ids, hidden))


HEADS = variation(
    __name__,
    "Ministral3",
    llama,
    Ministral3Config,
    heads={"question-answering": dict(base_model_prefix="model", renames=())},
)
