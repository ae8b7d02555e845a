"""Linear layers of Gemma 4's encoders, between bounds that their checkpoints hold."""

from __future__ import annotations

from typing import Any

from auto_core.initializers import Constant

from .. import nn, ops

_INFINITE = float("inf")


class ClippedLinear(nn.Module):
    """A linear layer without bias, whose inputs and outputs are clipped where the config's
    `use_clipped_linears` says so."""

    def __init__(self, config: Any, inputs: int, outputs: int):
        super().__init__()
        self.linear = nn.Linear(inputs, outputs, bias=False)
        self.clips = config.use_clipped_linears
        if self.clips:
            self.input_min = nn.Buffer((), init=Constant(-_INFINITE))
            self.input_max = nn.Buffer((), init=Constant(_INFINITE))
            self.output_min = nn.Buffer((), init=Constant(-_INFINITE))
            self.output_max = nn.Buffer((), init=Constant(_INFINITE))

    def forward(self, hidden):  # [... i] -> [... o]
        if not self.clips:
            return self.linear(hidden)
        hidden = _between(hidden, self.input_min, self.input_max)
        return _between(self.linear(hidden), self.output_min, self.output_max)


def _between(x, least, most):
    least, most = (ops.cast(ops.asarray(bound), ops.dtype(x)) for bound in (least, most))
    return ops.minimum(ops.maximum(x, least), most)
