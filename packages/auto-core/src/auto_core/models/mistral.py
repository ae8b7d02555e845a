"""Mistral: Jiang et al., 2023, arXiv:2310.06825.

LLaMA's network whose queries see only the last `sliding_window` tokens.
"""

from __future__ import annotations

from auto_core.configs.mistral import MistralConfig

from ..blocks.variation import variation
from . import llama

HEADS = variation(
    __name__,
    "Mistral",
    llama,
    MistralConfig,
    heads={"question-answering": dict(base_model_prefix="model", renames=())},
)
