"""PEGASUS: Zhang et al., 2019, arXiv:1912.08777.

BART's network with norms before each part and after the last layer, sinusoidal positions, and no
norm of the embeddings, trained to write the sentences that a summary would have.
"""

from __future__ import annotations

from auto_core.configs.pegasus import PegasusConfig

from ..blocks.variation import variation
from . import bart
from .marian import POSITIONS, WITHOUT

COMPUTED = (*POSITIONS, *bart.BartForConditionalGeneration.computed)

HEADS = variation(
    __name__,
    "Pegasus",
    bart,
    PegasusConfig,
    computed=POSITIONS,
    without=WITHOUT,
    heads={
        "seq2seq-lm": dict(computed=COMPUTED),
    },
)
