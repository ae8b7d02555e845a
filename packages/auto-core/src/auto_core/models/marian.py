"""Marian: Junczys-Dowmunt et al., 2018, arXiv:1804.00344, as the Opus-MT models are.

BART's network with fixed sinusoidal positions and no norm of the embeddings. The two sides may
have token embeddings of their own.
"""

from __future__ import annotations

from auto_core.configs.marian import MarianConfig

from ..blocks.variation import variation
from . import bart

POSITIONS = (r"embed_positions\.weight$",)
WITHOUT = ("pretraining", "masked-lm", "sequence-classification", "question-answering")

HEADS = variation(
    __name__,
    "Marian",
    bart,
    MarianConfig,
    computed=POSITIONS,
    without=WITHOUT,
    heads={
        "seq2seq-lm": dict(
            name="MarianMTModel",
            computed=(*POSITIONS, *bart.BartForConditionalGeneration.computed),
        ),
    },
)
