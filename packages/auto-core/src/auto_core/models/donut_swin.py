"""Donut's image encoder: Kim et al., 2021, arXiv:2111.15664.

Swin Transformer without a norm at its end. With a decoder of mBART's it is a
VisionEncoderDecoderModel.
"""

from __future__ import annotations

from auto_core.configs.donut_swin import DonutSwinConfig

from ..blocks.variation import variation
from . import swin

HEADS = variation(
    __name__,
    "DonutSwin",
    swin,
    DonutSwinConfig,
    without=("masked-image-modeling", "backbone"),
    base_model_prefix="donut",
    ends_with_norm=False,
)
