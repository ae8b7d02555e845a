"""mBART: Liu et al., 2020, arXiv:2001.08210.

BART's network for many languages: norms before each part and after the last layer, and a
language's token to start with.
"""

from __future__ import annotations

from auto_core.configs.mbart import MBartConfig

from .bart import (
    BartForCausalLM,
    BartForConditionalGeneration,
    BartForQuestionAnswering,
    BartForSequenceClassification,
    BartModel,
)


class MBartModel(BartModel):
    """mBART without a head; called like BartModel."""

    config_class = MBartConfig


class MBartForConditionalGeneration(BartForConditionalGeneration):
    """The next token of the decoder."""

    config_class = MBartConfig
    base_class = MBartModel


class MBartForSequenceClassification(BartForSequenceClassification):
    """A class, several or a number per text."""

    config_class = MBartConfig
    base_class = MBartModel


class MBartForQuestionAnswering(BartForQuestionAnswering):
    """Where an answer starts and ends."""

    config_class = MBartConfig
    base_class = MBartModel


class MBartForCausalLM(BartForCausalLM):
    """The decoder alone."""

    config_class = MBartConfig


HEADS = {
    "base": MBartModel,
    "causal-lm": MBartForCausalLM,
    "masked-lm": MBartForConditionalGeneration,
    "seq2seq-lm": MBartForConditionalGeneration,
    "sequence-classification": MBartForSequenceClassification,
    "question-answering": MBartForQuestionAnswering,
}
