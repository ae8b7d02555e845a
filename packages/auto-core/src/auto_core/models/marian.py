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
    BartPreTrainedModel,
)

POSITIONS = (r"embed_positions\.weight$",)


class MarianPreTrainedModel(BartPreTrainedModel):
    """What all Marian models share."""

    config_class = MarianConfig


class MarianModel(BartModel, MarianPreTrainedModel):
    """Marian without a head; called like BartModel."""

    computed = POSITIONS


class MarianMTModel(BartForConditionalGeneration, MarianPreTrainedModel):
    """The next token of the decoder."""

    computed = (*POSITIONS, *BartForConditionalGeneration.computed)
    base_class = MarianModel


class MarianForCausalLM(BartForCausalLM, MarianPreTrainedModel):
    """The decoder alone."""

    computed = POSITIONS


HEADS = {
    "base": MarianModel,
    "causal-lm": MarianForCausalLM,
    "seq2seq-lm": MarianMTModel,
}
