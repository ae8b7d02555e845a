"""Mellum 2: JetBrains, 2026.

Qwen3-MoE's network, some of whose layers have a window and a rotation of their own.
"""

from __future__ import annotations

from auto_core.configs.mellum import MellumConfig

from ..blocks.rotary import RotaryByLayer
from ..blocks.variation import variation
from . import mixtral, qwen2_moe, qwen3_moe


class MellumPreTrainedModel(mixtral.MixtralPreTrainedModel):
    config_class = MellumConfig
    layer_class, rotary_class = qwen3_moe.Qwen3MoeDecoderLayer, RotaryByLayer
    expert_names = qwen2_moe.EXPERT_NAMES
    renames = ()
    ignored_keys = (r"^mtp\.",)  # what predicts further tokens


class MellumModel(mixtral.MixtralModel, MellumPreTrainedModel):
    """Mellum 2 without a head; called like MixtralModel."""

    def of_layer(self, shared, layer: int):
        return shared[self.config.layer_types[layer]]


HEADS = variation(
    __name__,
    "Mellum",
    mixtral,
    MellumConfig,
    without=["sequence-classification", "token-classification", "question-answering"],
)
