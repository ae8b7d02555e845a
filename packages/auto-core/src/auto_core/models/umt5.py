"""umT5: Chung et al., 2023, arXiv:2304.09151. mT5's network with position biases in each layer."""

from __future__ import annotations

from auto_core.configs.umt5 import UMT5Config

from ..blocks.variation import variation
from . import t5

HEADS = variation(__name__, "UMT5", t5, UMT5Config, without=["pretraining"])
