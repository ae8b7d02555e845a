"""Gemma: Gemma Team, 2024, arXiv:2403.08295.

LLaMA's network with embeddings scaled by the root of their size, norms whose scale is 1 + weight,
and a gate with a gelu.

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from auto_core.configs.gemma import GemmaConfig

from .. import nn, ops
from ..blocks.losses import widened
from ..blocks.variation import variation
from . import llama


class GemmaRMSNorm(nn.Module):
    """A root-mean-square norm whose scale is 1 + weight, so that weights start at zero."""

    def __init__(self, size: int, *, eps: float):
        super().__init__()
        self.weight = nn.Parameter((size,), init="zeros")
        self.eps = eps

    def forward(self, hidden):  # [... d] -> [... d]
        wide, scale = widened(hidden), 1.0 + widened(ops.asarray(self.weight))
        size = ops.rsqrt(ops.mean(wide * wide, -1, keepdim=True) + self.eps)
        return ops.cast(wide * size * scale, ops.dtype(hidden))


class GemmaDecoderLayer(llama.LlamaDecoderLayer):
    norm_class = GemmaRMSNorm


class GemmaPreTrainedModel(llama.LlamaPreTrainedModel):
    config_class = GemmaConfig
    layer_class, norm_class = GemmaDecoderLayer, GemmaRMSNorm


class GemmaModel(llama.LlamaModel, GemmaPreTrainedModel):
    """Gemma without a head; called like LlamaModel. `inputs_embeds` are taken as they are."""

    def token_embeddings(self, config: GemmaConfig) -> nn.Embedding:
        return nn.Embedding(
            config.vocab_size,
            config.hidden_size,
            padding_idx=config.pad_token_id,
            scale=config.hidden_size**0.5,
            round_scale=True,
        )


PREFIX = "Gemma"
HEADS = variation(__name__, "Gemma", llama, GemmaConfig, without=["question-answering"])
