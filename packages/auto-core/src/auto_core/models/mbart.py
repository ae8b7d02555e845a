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
    BartPreTrainedModel,
)


class MBartPreTrainedModel(BartPreTrainedModel):
    """What all mBART models share."""

    config_class = MBartConfig


class MBartModel(BartModel, MBartPreTrainedModel):
    """mBART without a head; called like BartModel."""


class MBartForConditionalGeneration(BartForConditionalGeneration, MBartPreTrainedModel):
    """The next token of the decoder."""

    base_class = MBartModel


class MBartForSequenceClassification(BartForSequenceClassification, MBartPreTrainedModel):
    """A class, several or a number per text."""

    base_class = MBartModel


class MBartForQuestionAnswering(BartForQuestionAnswering, MBartPreTrainedModel):
    """Where an answer starts and ends."""

    base_class = MBartModel


class MBartForCausalLM(BartForCausalLM, MBartPreTrainedModel):
    """The decoder alone."""


HEADS = {
    "base": MBartModel,
    "causal-lm": MBartForCausalLM,
    "masked-lm": MBartForConditionalGeneration,
    "seq2seq-lm": MBartForConditionalGeneration,
    "sequence-classification": MBartForSequenceClassification,
    "question-answering": MBartForQuestionAnswering,
}
