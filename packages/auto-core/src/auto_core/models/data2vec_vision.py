"""data2vec for images: Baevski et al., 2022, arXiv:2202.03555. BEiT's network by another name."""

from __future__ import annotations

from auto_core.configs.data2vec_vision import Data2VecVisionConfig

from ..blocks.variation import variation
from . import beit

HEADS = variation(
    __name__,
    "Data2VecVision",
    beit,
    Data2VecVisionConfig,
    without=["backbone"],
    base_model_prefix="data2vec_vision",
    pools=False,
)
