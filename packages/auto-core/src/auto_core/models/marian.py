"""Marian: Junczys-Dowmunt et al., 2018, arXiv:1804.00344, as the Opus-MT models are.

BART's network with fixed sinusoidal positions and no norm of the embeddings. The two sides may
have tables of words of their own.
"""

from __future__ import annotations

from auto_core.configs.marian import MarianConfig

from .bart import (
    BartForCausalLM,
    BartForConditionalGeneration,
    BartModel,
)

POSITIONS = (r"embed_positions\.weight$",)


class MarianModel(BartModel):
    """Marian without a head; called like BartModel."""

    config_class = MarianConfig
    computed = POSITIONS


class MarianMTModel(BartForConditionalGeneration):
    """The next token of the decoder."""

    config_class = MarianConfig
    computed = (*POSITIONS, *BartForConditionalGeneration.computed)
    base_class = MarianModel


class MarianForCausalLM(BartForCausalLM):
    """The decoder alone."""

    config_class = MarianConfig
    computed = POSITIONS


HEADS = {
    "base": MarianModel,
    "causal-lm": MarianForCausalLM,
    "seq2seq-lm": MarianMTModel,
}
