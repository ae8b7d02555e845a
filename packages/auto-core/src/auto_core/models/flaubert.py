"""FlauBERT: Le et al., 2019, arXiv:1912.05372. XLM's network for French; norms may come first."""

from __future__ import annotations

from auto_core.configs.flaubert import FlaubertConfig

from ..blocks.variation import variation
from . import xlm

HEADS = variation(__name__, "Flaubert", xlm, FlaubertConfig, without=["causal-lm"])
