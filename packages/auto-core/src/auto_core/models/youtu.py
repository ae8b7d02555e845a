"""Youtu-LLM: Tencent, 2025. LLaMA's network with DeepSeek's latent attention."""

from __future__ import annotations

from auto_core.configs.youtu import YoutuConfig

from ..blocks.latent_attention import LatentAttention
from ..blocks.variation import variation
from . import llama


class YoutuDecoderLayer(llama.LlamaDecoderLayer):
    attention_class = LatentAttention


HEADS = variation(
    __name__,
    "Youtu",
    llama,
    YoutuConfig,
    without=["sequence-classification", "token-classification", "question-answering"],
    layer_class=YoutuDecoderLayer,
)
