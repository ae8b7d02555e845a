"""ConvNeXt V2: Woo et al., 2023, arXiv:2301.00808.

ConvNeXt with global response normalisation: channels scaled by their share of the energy.
"""

from __future__ import annotations

from auto_core.configs.convnextv2 import ConvNextV2Config

from .. import nn, ops
from ..blocks.variation import variation
from . import convnext


class ConvNextV2GRN(nn.Module):
    def __init__(self, d: int):
        super().__init__()
        self.weight = nn.Parameter((1, 1, 1, d), init="zeros")
        self.bias = nn.Parameter((1, 1, 1, d), init="zeros")

    def forward(self, hidden):  # [b h w d]
        energy = ops.sqrt(ops.sum(hidden * hidden, (1, 2), keepdim=True))
        share = energy / (ops.mean(energy, -1, keepdim=True) + 1e-6)
        return ops.asarray(self.weight) * (hidden * share) + ops.asarray(self.bias) + hidden


class ConvNextV2Layer(convnext.ConvNextLayer):
    grn_class = ConvNextV2GRN


HEADS = variation(
    __name__,
    "ConvNextV2",
    convnext,
    ConvNextV2Config,
    base_model_prefix="convnextv2",
    optional_parts=(r"^hidden_states_norms\.", r"^(convnextv2\.)?layernorm\."),
    layer_class=ConvNextV2Layer,
)
