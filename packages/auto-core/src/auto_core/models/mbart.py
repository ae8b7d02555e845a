"""mBART: Liu et al., 2020, arXiv:2001.08210.

BART's network for many languages: norms before each part and after the last layer, and a
language's token to start with.
"""

from __future__ import annotations

from auto_core.configs.mbart import MBartConfig

from ..blocks.variation import variation
from . import bart

HEADS = variation(__name__, "MBart", bart, MBartConfig, without=["pretraining"])
