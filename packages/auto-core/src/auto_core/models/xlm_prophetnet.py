"""XLM-ProphetNet: Liang et al., 2020, arXiv:2004.01401. ProphetNet of many languages."""

from __future__ import annotations

from auto_core.configs.xlm_prophetnet import XLMProphetNetConfig

from ..blocks.variation import variation
from . import prophetnet

HEADS = variation(__name__, "XLMProphetNet", prophetnet, XLMProphetNetConfig)
