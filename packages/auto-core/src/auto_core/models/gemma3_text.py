"""Gemma 3, its text part: Gemma Team, 2025, arXiv:2503.19786; EmbeddingGemma: arXiv:2509.20354.

Gemma 2's network with norms of queries and keys and without bounds of scores; full
attention rotates more slowly than sliding windows. EmbeddingGemma attends both ways.

b batch, t tokens, h heads, g heads of keys and values, s size of a head, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.gemma3_text import Gemma3TextConfig
from auto_core.errors import InputError

from ..blocks import attention_masks
from ..blocks.rotary import RotaryByLayer
from ..blocks.variation import variation
from . import gemma2
from .gemma import GemmaRMSNorm


class Gemma3Attention(gemma2.Gemma2Attention):
    def __init__(self, config: Gemma3TextConfig):
        super().__init__(config)
        self.q_norm = GemmaRMSNorm(self.head_size, eps=config.rms_norm_eps)
        self.k_norm = GemmaRMSNorm(self.head_size, eps=config.rms_norm_eps)

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]
        query, key, value = super().project(hidden)
        return self.q_norm(query), self.k_norm(key), value


class Gemma3DecoderLayer(gemma2.Gemma2DecoderLayer):
    attention_class = Gemma3Attention


class Gemma3TextPreTrainedModel(gemma2.Gemma2PreTrainedModel):
    config_class = Gemma3TextConfig
    layer_class, rotary_class = Gemma3DecoderLayer, RotaryByLayer


class Gemma3TextModel(gemma2.Gemma2Model, Gemma3TextPreTrainedModel):
    """Gemma 3 without a head; called like LlamaModel."""

    def of_layer(self, shared, layer: int):
        return shared[self.config.layer_types[layer]]

    def causal_mask(self, attention_mask, past, hidden, **options: Any):
        both = self.config.use_bidirectional_attention
        mask = self.two_way_mask if both else self.one_way_mask
        return mask(attention_mask, past, hidden, **options)

    def one_way_mask(self, attention_mask, past, hidden, **options: Any):
        """What queries attend to: tokens up to their own."""
        return super().causal_mask(attention_mask, past, hidden, **options)

    def two_way_mask(self, attention_mask, past, hidden, **options: Any):
        """What queries attend to: tokens on both sides."""
        if past is not None:
            raise InputError(
                "past_key_values were passed, but each token of this model attends to later ones "
                "(use_bidirectional_attention), so that nothing computed before them can be "
                "kept. Call it with the whole sequence."
            )
        window, positions = options["window"], options["positions"]
        return attention_masks.two_way_mask(
            attention_mask, hidden, window=window, positions=positions
        )


class Gemma3ForCausalLM(gemma2.Gemma2ForCausalLM, Gemma3TextPreTrainedModel):
    base_class = Gemma3TextModel


HEADS = variation(
    __name__,
    "Gemma3Text",
    gemma2,
    Gemma3TextConfig,
    heads={"causal-lm": dict(name="Gemma3ForCausalLM")},
    without=["token-classification"],
)
