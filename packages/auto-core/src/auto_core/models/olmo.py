"""OLMo: Groeneveld et al., 2024, arXiv:2402.00838.

LLaMA's network with layer norms that have no parameters, and projections that may be clipped.

b batch, t tokens, h heads, g heads of keys and values, s size of a head, d hidden.
"""

from __future__ import annotations

from auto_core.configs.olmo import OlmoConfig

from .. import ops
from ..blocks.attention import split_heads
from ..blocks.norms import PlainLayerNorm
from ..blocks.variation import variation
from . import llama


class OlmoLayerNorm(PlainLayerNorm):
    """Layer norm without parameters; its epsilon is fixed."""

    def __init__(self, size: int, *, eps: float):
        super().__init__(eps=1e-5)


class OlmoAttention(llama.LlamaAttention):
    def __init__(self, config: OlmoConfig):
        super().__init__(config)
        self.limit = config.clip_qkv

    def project(self, hidden):  # [b t d] -> [b t h s], two of [b t g s]
        projected = (self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden))
        if self.limit is not None:
            projected = (ops.clamp(x, min=-self.limit, max=self.limit) for x in projected)
        return tuple(split_heads(x, self.head_size) for x in projected)


class OlmoDecoderLayer(llama.LlamaDecoderLayer):
    attention_class, norm_class = OlmoAttention, OlmoLayerNorm


HEADS = variation(
    __name__,
    "Olmo",
    llama,
    OlmoConfig,
    without=["token-classification", "question-answering"],
    layer_class=OlmoDecoderLayer,
    norm_class=OlmoLayerNorm,
)
