"""GLM-4.7-Flash: Z.ai, 2026. DeepSeek-V3's network."""

from __future__ import annotations

from auto_core.configs.glm4_moe_lite import Glm4MoeLiteConfig

from ..blocks.variation import variation
from . import deepseek_v3

HEADS = variation(
    __name__,
    "Glm4MoeLite",
    deepseek_v3,
    Glm4MoeLiteConfig,
    without=["sequence-classification", "token-classification"],
    ignored_keys=(r"(^|\.)layers\.47\.",),  # what predicts further tokens
)
