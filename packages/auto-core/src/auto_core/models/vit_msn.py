"""ViT-MSN: Assran et al., 2022, arXiv:2204.07141. ViT without a pooler."""

from __future__ import annotations

from auto_core.configs.vit_msn import ViTMSNConfig

from ..blocks.variation import variation
from . import vit

HEADS = variation(
    __name__,
    "ViTMSN",
    vit,
    ViTMSNConfig,
    without=("masked-image-modeling",),
    pooler_class=None,
)
