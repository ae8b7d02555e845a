"""Granite with sliding windows: IBM, 2026.

Granite's network with windows in three layers of four, a sink in the attention of each head, and
rotations of each layer's own, or none.

b batch, t tokens, k keys, h heads, s size of a head, d hidden.
"""

from __future__ import annotations

import copy
from typing import Any

from auto_core.configs.granite_swa import GraniteSWAConfig, SlidingGraniteConfig

from .. import nn, ops
from ..blocks.rotary import RotaryEmbedding
from ..blocks.variation import variation
from . import granite


class GraniteSWAAttention(granite.GraniteAttention):
    def __init__(self, config: Any):
        super().__init__(config)
        self.sinks = nn.Parameter((config.num_attention_heads,), init="zeros")

    def rotate(self, query, key, rotation, attend):
        return (query, key) if rotation is None else super().rotate(query, key, rotation, attend)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        query, key, value = self.project(hidden)
        query, key = self.rotate(query, key, rotation, attend)
        key, value = attend.extend(key, value)
        recorder, attend = attend.recorder, copy.copy(attend)
        # The weights that are returned are those without a sink.
        attend.record = lambda weights: recorder.add("attentions", of_their_sum(weights))
        options = dict(scale=self.scale, sinks=ops.asarray(self.sinks), dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


def of_their_sum(weights):  # [b h t k] -> [b h t k]
    """Weights that add up to 1, or are all zeros."""
    return weights / ops.clamp(ops.sum(weights, -1, keepdim=True), min=1e-30)


class RotaryByTheta(nn.Module):
    """A rotation for each base that some layer has."""

    def __init__(self, config: SlidingGraniteConfig):
        super().__init__()
        self.thetas = sorted({theta for theta in config.layer_rope_theta or () if theta})
        self.rotations = nn.ModuleList(
            RotaryEmbedding(self.with_theta(config, theta)) for theta in self.thetas
        )

    def with_theta(self, config: SlidingGraniteConfig, theta: float) -> Any:
        config = copy.copy(config)
        config.rope_parameters = {**config.rotation(), "rope_theta": theta}
        return config

    def forward(self, position_ids, hidden):  # [b t], [b t d] -> of each base, two of [b t 1 s]
        each = (rotation(position_ids, hidden) for rotation in self.rotations)
        return dict(zip(self.thetas, each, strict=True))


class GraniteSWADecoderLayer(granite.GraniteDecoderLayer):
    attention_class = GraniteSWAAttention


class GraniteSWAPreTrainedModel(granite.GranitePreTrainedModel):
    config_class = GraniteSWAConfig
    layer_class, rotary_class = GraniteSWADecoderLayer, RotaryByTheta


class LayersOfThetas:
    """A model each of whose layers has a rotation, or none."""

    config: Any

    def of_layer(self, shared, layer: int):
        theta = self.config.layer_rope_theta[layer]
        return shared[theta] if theta else None


class GraniteSWAModel(LayersOfThetas, granite.GraniteModel, GraniteSWAPreTrainedModel):
    """Granite with sliding windows, without a head."""


HEADS = variation(__name__, "GraniteSWA", granite, GraniteSWAConfig)
