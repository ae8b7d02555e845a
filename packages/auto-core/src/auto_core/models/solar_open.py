"""Solar Open: Upstage, 2025. LLaMA's attention with DeepSeek-V3's mixtures of experts."""

from __future__ import annotations

from auto_core.configs.solar_open import SolarOpenConfig

from ..blocks.variation import variation
from . import deepseek_v3, llama


class SolarOpenDecoderLayer(deepseek_v3.DeepseekV3DecoderLayer):
    attention_class = llama.LlamaAttention


HEADS = variation(
    __name__,
    "SolarOpen",
    deepseek_v3,
    SolarOpenConfig,
    without=["sequence-classification", "token-classification"],
    layer_class=SolarOpenDecoderLayer,
    ignored_keys=(),
)
