"""GLM-5: Z.ai, 2026.

DeepSeek-V3.2's network, some of whose layers attend to what an earlier layer's indexer has chosen
(arXiv:2603.12201).
"""

from __future__ import annotations

from auto_core.configs.glm_moe_dsa import GlmMoeDsaConfig

from ..blocks.variation import variation
from . import deepseek_v32

HEADS = variation(
    __name__,
    "GlmMoeDsa",
    deepseek_v32,
    GlmMoeDsaConfig,
    ignored_keys=(r"(^|\.)layers\.78\.",),  # what predicts further tokens
)
