"""RT-DETRv2: Lv et al., 2024, arXiv:2407.17140.

RT-DETR whose deformable attention has its scales of offsets in the checkpoint, and may take the
nearest pixels instead of interpolating.

b batch, q queries, l levels, p points, h heads.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.rt_detr_v2 import RTDetrV2Config
from auto_core.initializers import Constant

from .. import nn, ops
from ..blocks.deformable import DeformableAttention
from ..blocks.variation import variation
from . import rt_detr


class RTDetrV2MultiscaleDeformableAttention(DeformableAttention):
    def __init__(self, config: RTDetrV2Config):
        levels, points = config.decoder_n_levels, config.decoder_n_points
        super().__init__(
            config.d_model,
            heads=config.decoder_attention_heads,
            levels=levels,
            points=points,
            offset_scale=config.decoder_offset_scale,
            nearest=config.decoder_method == "discrete",
        )
        self.n_points_scale = nn.Buffer((levels * points,), init=Constant(1 / points))

    def scale(self, level: int) -> Any:  # -> [p 1]
        scales = ops.reshape(ops.asarray(self.n_points_scale), (self.levels, self.points, 1))
        return scales[level]

    def weighted(self, query, reference, context, *, sizes, counted=None):
        """As of every deformable attention; weights are [b q h l*p]."""
        output, weights = super().weighted(query, reference, context, sizes=sizes, counted=counted)
        batch, queries, heads, levels, points = ops.shape(weights)
        return output, ops.reshape(weights, (batch, queries, heads, levels * points))


HEADS = variation(
    __name__,
    "RTDetrV2",
    rt_detr,
    RTDetrV2Config,
    cross_attention=staticmethod(RTDetrV2MultiscaleDeformableAttention),
)
