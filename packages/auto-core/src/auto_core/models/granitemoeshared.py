"""GraniteMoE with shared experts: IBM, 2025.

GraniteMoE's network with a feed-forward part beside the experts, which all tokens go to.

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.granitemoeshared import GraniteMoeSharedConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.variation import variation
from . import granitemoe


class GraniteMoeSharedMLP(nn.Module):
    """The gated feed-forward part, whose gate and projection up are one matrix."""

    def __init__(self, config: Any):
        super().__init__()
        d, self.size = config.hidden_size, config.shared_intermediate_size
        self.input_linear = nn.Linear(d, 2 * self.size, bias=False)
        self.output_linear = nn.Linear(self.size, d, bias=False)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b t d] -> [b t d]
        gate, up = ops.split(self.input_linear(hidden), [self.size, self.size], -1)
        return self.output_linear(self.activation(gate) * up)


class GraniteMoeSharedDecoderLayer(granitemoe.GraniteMoeDecoderLayer):
    def __init__(self, config: GraniteMoeSharedConfig, layer: int):
        super().__init__(config, layer)
        has_shared = config.shared_intermediate_size > 0
        self.shared_mlp = GraniteMoeSharedMLP(config) if has_shared else None

    def fed(self, hidden, recorder):  # [b t d] -> [b t d]
        output = super().fed(hidden, recorder)
        return output if self.shared_mlp is None else output + self.shared_mlp(hidden)


HEADS = variation(
    __name__,
    "GraniteMoeShared",
    granitemoe,
    GraniteMoeSharedConfig,
    layer_class=GraniteMoeSharedDecoderLayer,
)
