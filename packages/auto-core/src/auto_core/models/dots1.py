"""dots.llm1: Huo et al., 2025, arXiv:2506.05767.

Qwen3's attention with DeepSeek-V3's mixtures of experts.
"""

from __future__ import annotations

from auto_core.configs.dots1 import Dots1Config

from ..blocks.variation import variation
from . import deepseek_v3, qwen3


class Dots1DecoderLayer(deepseek_v3.DeepseekV3DecoderLayer):
    attention_class = qwen3.Qwen3Attention


HEADS = variation(
    __name__,
    "Dots1",
    deepseek_v3,
    Dots1Config,
    without=["sequence-classification", "token-classification"],
    layer_class=Dots1DecoderLayer,
    ignored_keys=(),
)
