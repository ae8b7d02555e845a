"""XLM-RoBERTa: Conneau et al., 2019, arXiv:1911.02116. RoBERTa by another name."""

from __future__ import annotations

from auto_core.configs.xlm_roberta import XLMRobertaConfig

from ..blocks.variation import variation
from . import roberta

HEADS = variation(__name__, "XLMRoberta", roberta, XLMRobertaConfig)
