"""Code World Model: FAIR, 2025, arXiv:2510.02387. LLaMA's network, most layers with a window."""

from __future__ import annotations

from auto_core.configs.cwm import CwmConfig

from ..blocks.variation import variation
from . import llama

HEADS = variation(
    __name__,
    "Cwm",
    llama,
    CwmConfig,
    without=["sequence-classification", "token-classification", "question-answering"],
)
