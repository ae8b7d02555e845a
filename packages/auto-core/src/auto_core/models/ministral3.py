"""Ministral 3: Mistral AI, 2025.

LLaMA's network whose queries grow with their position, in steps (as in Llama 4's layers that do
not rotate).

b batch, t tokens, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.ministral3 import Ministral3Config

from .. import ops
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
        return hidden, (*rotation, self.query_scale(position_ids, hidden))

    def query_scale(self, position_ids, hidden):  # [b t] -> [b t 1 1]
        growth = self.config.query_growth
        length = self.config.rotation().get("original_max_position_embeddings", 1)
        wide = "float64" if ops.dtype(hidden) == "float64" else "float32"
        position = ops.unsqueeze(ops.unsqueeze(ops.cast(position_ids, wide), 2), 3)
        scale = 1 + growth * ops.log(1 + ops.floor(position / length))
        return ops.cast(scale, ops.dtype(hidden))


HEADS = variation(
    __name__,
    "Ministral3",
    llama,
    Ministral3Config,
    heads={"question-answering": dict(base_model_prefix="model", renames=())},
)
