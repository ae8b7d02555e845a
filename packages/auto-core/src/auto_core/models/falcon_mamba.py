"""Falcon Mamba: Zuo et al., 2024, arXiv:2410.05355.

Mamba with norms, without weights, of what the tokens choose: time steps, inputs and outputs.

b batch, t tokens, c channels, r rank of the time steps, n numbers of a state.
"""

from __future__ import annotations

from auto_core.configs.falcon_mamba import FalconMambaConfig

from ..blocks.norms import scaled_to_one
from ..blocks.variation import variation
from . import mamba


class FalconMambaMixer(mamba.MambaMixer):
    def __init__(self, config: FalconMambaConfig):
        super().__init__(config)
        self.eps = config.mixer_rms_eps

    def selected(self, hidden):  # [b t c] -> [b t r], two of [b t n]
        return tuple(scaled_to_one(x, eps=self.eps) for x in super().selected(hidden))


class FalconMambaBlock(mamba.MambaBlock):
    mixer_class = FalconMambaMixer


HEADS = variation(
    __name__, "FalconMamba", mamba, FalconMambaConfig, layer_class=FalconMambaBlock, renames=()
)
