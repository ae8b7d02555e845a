"""mT5: Xue et al., 2021, arXiv:2010.11934. T5's network, version 1.1, for many languages."""

from __future__ import annotations

from auto_core.configs.mt5 import MT5Config

from .t5 import (
    T5EncoderModel,
    T5ForConditionalGeneration,
    T5ForQuestionAnswering,
    T5ForSequenceClassification,
    T5ForTokenClassification,
    T5Model,
    T5PreTrainedModel,
)


class MT5PreTrainedModel(T5PreTrainedModel):
    """What all mT5 models share."""

    config_class = MT5Config


class MT5Model(T5Model, MT5PreTrainedModel):
    """mT5 without a head; called like T5Model."""


class MT5ForConditionalGeneration(T5ForConditionalGeneration, MT5PreTrainedModel):
    """The next token of the decoder."""


class MT5EncoderModel(T5EncoderModel, MT5PreTrainedModel):
    """The encoder alone."""


class MT5ForSequenceClassification(T5ForSequenceClassification, MT5PreTrainedModel):
    """A class, several or a number per text."""

    base_class = MT5Model


class MT5ForTokenClassification(T5ForTokenClassification, MT5PreTrainedModel):
    """A class per token."""

    base_class = MT5EncoderModel


class MT5ForQuestionAnswering(T5ForQuestionAnswering, MT5PreTrainedModel):
    """Where an answer starts and ends."""


HEADS = {
    "base": MT5Model,
    "seq2seq-lm": MT5ForConditionalGeneration,
    "sequence-classification": MT5ForSequenceClassification,
    "token-classification": MT5ForTokenClassification,
    "question-answering": MT5ForQuestionAnswering,
    "text-encoding": MT5EncoderModel,
}
