"""CamemBERT: Martin et al., 2019, arXiv:1911.03894. RoBERTa by another name."""

from __future__ import annotations

from auto_core.configs.camembert import CamembertConfig

from ..blocks.variation import variation
from . import roberta

HEADS = variation(__name__, "Camembert", roberta, CamembertConfig, without=["text-encoding"])
