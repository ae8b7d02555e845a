"""OLMo 3: Ai2, 2025, arXiv:2512.13961.

OLMo 2's network in which three of four layers have sliding windows; the scaling of rotations is
that of the others.
"""

from __future__ import annotations

from auto_core.configs.olmo3 import Olmo3Config

from ..blocks.rotary import RotaryByLayer
from ..blocks.variation import variation
from . import olmo2


class Olmo3PreTrainedModel(olmo2.Olmo2PreTrainedModel):
    config_class = Olmo3Config
    rotary_class = RotaryByLayer


class Olmo3Model(olmo2.Olmo2Model, Olmo3PreTrainedModel):
    """OLMo 3 without a head; called like LlamaModel."""

    def of_layer(self, shared, layer: int):
        return shared[self.config.layer_types[layer]]


HEADS = variation(__name__, "Olmo3", olmo2, Olmo3Config)
