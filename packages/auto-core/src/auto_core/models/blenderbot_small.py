"""Blenderbot-small: Roller et al., 2020, arXiv:2004.13637.

BART's network with learnt positions from the first row of their table; the decoder adds them to
token embeddings that are normalised already.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.blenderbot_small import BlenderbotSmallConfig

from ..blocks.variation import variation
from . import bart
from .marian import WITHOUT


class BlenderbotSmallStack(bart.BartStack):
    def __init__(self, config: Any, *, decoder: bool):
        super().__init__(config, decoder=decoder)
        if decoder:
            self.scale = 1.0  # the norm would take it away again

    def combine(self, hidden, positions):
        if not self.decoder:
            return super().combine(hidden, positions)
        return self.layernorm_embedding(hidden) + positions


HEADS = variation(
    __name__,
    "BlenderbotSmall",
    bart,
    BlenderbotSmallConfig,
    without=WITHOUT,
    stack_class=BlenderbotSmallStack,
)
