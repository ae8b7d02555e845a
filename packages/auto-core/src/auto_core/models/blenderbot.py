"""Blenderbot: Roller et al., 2020, arXiv:2004.13637.

BART's network as a conversation model: norms before each part and after the last layer, no norm of
the embeddings, and learnt positions from the first row of their table.
"""

from __future__ import annotations

from auto_core.configs.blenderbot import BlenderbotConfig

from ..blocks.variation import variation
from . import bart
from .marian import WITHOUT

HEADS = variation(__name__, "Blenderbot", bart, BlenderbotConfig, without=WITHOUT)
