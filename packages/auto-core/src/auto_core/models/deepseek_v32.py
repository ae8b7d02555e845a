"""DeepSeek-V3.2: DeepSeek-AI, 2025, arXiv:2512.02556.

DeepSeek-V3's network whose queries attend to the few keys that an indexer chooses.

b batch, q queries, k keys.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.deepseek_v32 import DeepseekV32Config

from ..blocks.indexed_attention import CHOSEN, IndexedAttention
from ..blocks.variation import variation
from . import deepseek_v3


class DeepseekV32DecoderLayer(deepseek_v3.DeepseekV3DecoderLayer):
    def attention(self, config: Any, layer: int):
        return IndexedAttention(config, layer)


class DeepseekV32PreTrainedModel(deepseek_v3.DeepseekV3PreTrainedModel):
    config_class = DeepseekV32Config
    layer_class = DeepseekV32DecoderLayer
    kept_wide = (r"\.e_score_correction_bias$", r"\.indexer\.weights_proj\.")


class DeepseekV32Model(deepseek_v3.DeepseekV3Model, DeepseekV32PreTrainedModel):
    """DeepSeek-V3.2 without a head; called like MixtralModel."""

    def handed(self, recorder, shared, layer: int):
        """The rotation and, where a layer has no indexer, the mask [b|1 1 q k] of the last one."""
        if self.config.has_indexer(layer):
            return shared, None
        return shared, recorder.kept[CHOSEN][-1]


PREFIX = "DeepseekV32"
HEADS = variation(
    __name__,
    "DeepseekV32",
    deepseek_v3,
    DeepseekV32Config,
    without=["sequence-classification", "token-classification"],
)
