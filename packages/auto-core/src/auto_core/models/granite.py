"""Granite: IBM, 2024.

LLaMA's network with multipliers (as in muP: Yang et al., 2022, arXiv:2203.03466) of embeddings,
residual branches and attention scores; logits are divided by a number.

b batch, t tokens, d hidden, v vocabulary.
"""

from __future__ import annotations

from auto_core.configs.granite import GraniteConfig

from ..blocks.variation import variation
from . import llama


class GraniteAttention(llama.LlamaAttention):
    def __init__(self, config: GraniteConfig):
        super().__init__(config)
        self.scale = config.attention_multiplier


class GraniteDecoderLayer(llama.LlamaDecoderLayer):
    attention_class = GraniteAttention

    def __init__(self, config: GraniteConfig):
        super().__init__(config)
        self.multiplier = config.residual_multiplier

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        output = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + output * self.multiplier
        return hidden + self.mlp(self.post_attention_layernorm(hidden)) * self.multiplier


class GranitePreTrainedModel(llama.LlamaPreTrainedModel):
    config_class = GraniteConfig
    layer_class = GraniteDecoderLayer


class GraniteModel(llama.LlamaModel, GranitePreTrainedModel):
    """Granite without a head; called like LlamaModel."""

    def scaled(self, embeddings):  # [b t d] -> [b t d]
        return embeddings * self.config.embedding_multiplier


class GraniteForCausalLM(llama.LlamaForCausalLM, GranitePreTrainedModel):
    base_class = GraniteModel

    def logits(self, hidden):  # [b t d] -> [b t v]
        return super().logits(hidden) / self.config.logits_scaling


PREFIX = "Granite"
HEADS = variation(
    __name__,
    "Granite",
    llama,
    GraniteConfig,
    without=["sequence-classification", "token-classification", "question-answering"],
)
