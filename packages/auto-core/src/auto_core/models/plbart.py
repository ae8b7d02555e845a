"""PLBART: Ahmad et al., 2021, arXiv:2103.06333.

BART's network for programs and texts; a language's token starts the decoder, as in mBART.
"""

from __future__ import annotations

from auto_core.configs.plbart import PLBartConfig

from ..blocks.variation import variation
from . import bart

HEADS = variation(
    __name__,
    "PLBart",
    bart,
    PLBartConfig,
    without=["pretraining", "masked-lm", "question-answering"],
    heads={"seq2seq-lm": dict(cache_with_labels=True)},
)
