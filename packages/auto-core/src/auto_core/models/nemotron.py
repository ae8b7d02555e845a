"""Nemotron-4 and Minitron: NVIDIA, 2024, arXiv:2402.16819, arXiv:2407.14679.

LLaMA's network with layer norms whose scale is 1 + weight, rotary positions in part of each head,
and a feed-forward part without a gate.

d hidden.
"""

from __future__ import annotations

from auto_core.configs.nemotron import NemotronConfig

from .. import nn, ops
from ..blocks.losses import widened
from ..blocks.norms import PlainLayerNorm
from ..blocks.variation import variation
from . import llama
from .arcee import ArceeMLP


class NemotronLayerNorm1P(nn.Module):
    """A layer norm whose scale is 1 + weight."""

    def __init__(self, size: int, *, eps: float):
        super().__init__()
        self.weight = nn.Parameter((size,), init="ones")
        self.bias = nn.Parameter((size,), init="zeros")
        self.norm = PlainLayerNorm(eps)

    def forward(self, hidden):  # [... d] -> [... d]
        scale, shift = widened(ops.asarray(self.weight)) + 1.0, widened(ops.asarray(self.bias))
        return ops.cast(self.norm(widened(hidden)) * scale + shift, ops.dtype(hidden))


class NemotronDecoderLayer(llama.LlamaDecoderLayer):
    mlp_class, norm_class = ArceeMLP, NemotronLayerNorm1P


HEADS = variation(
    __name__,
    "Nemotron",
    llama,
    NemotronConfig,
    layer_class=NemotronDecoderLayer,
    norm_class=NemotronLayerNorm1P,
)
