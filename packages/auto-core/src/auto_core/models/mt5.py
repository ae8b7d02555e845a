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
)


class MT5Model(T5Model):
    """mT5 without a head; called like T5Model."""

    config_class = MT5Config


class MT5ForConditionalGeneration(T5ForConditionalGeneration):
    """The next token of the decoder."""

    config_class = MT5Config


class MT5EncoderModel(T5EncoderModel):
    """The encoder alone."""

    config_class = MT5Config


class MT5ForSequenceClassification(T5ForSequenceClassification):
    """A class, several or a number per text."""

    config_class = MT5Config
    base_class = MT5Model


class MT5ForTokenClassification(T5ForTokenClassification):
    """A class per token."""

    config_class = MT5Config
    base_class = MT5EncoderModel


class MT5ForQuestionAnswering(T5ForQuestionAnswering):
    """Where an answer starts and ends."""

    config_class = MT5Config


HEADS = {
    "base": MT5Model,
    "seq2seq-lm": MT5ForConditionalGeneration,
    "sequence-classification": MT5ForSequenceClassification,
    "token-classification": MT5ForTokenClassification,
    "question-answering": MT5ForQuestionAnswering,
    "text-encoding": MT5EncoderModel,
}
