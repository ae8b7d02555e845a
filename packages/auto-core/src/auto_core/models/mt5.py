"""mT5: Xue et al., 2021, arXiv:2010.11934. T5's network, version 1.1, for many languages."""

from __future__ import annotations

from auto_core.configs.mt5 import MT5Config

from ..blocks.variation import variation
from . import t5

HEADS = variation(__name__, "MT5", t5, MT5Config, without=["pretraining"])
