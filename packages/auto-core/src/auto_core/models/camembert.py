"""CamemBERT: Martin et al., 2019, arXiv:1911.03894. RoBERTa by another name."""

from __future__ import annotations

from auto_core.configs.camembert import CamembertConfig

from .roberta import (
    RobertaForCausalLM,
    RobertaForMaskedLM,
    RobertaForMultipleChoice,
    RobertaForQuestionAnswering,
    RobertaForSequenceClassification,
    RobertaForTokenClassification,
    RobertaModel,
)


class CamembertModel(RobertaModel):
    config_class = CamembertConfig


class CamembertForCausalLM(RobertaForCausalLM):
    config_class = CamembertConfig


class CamembertForMaskedLM(RobertaForMaskedLM):
    config_class = CamembertConfig


class CamembertForSequenceClassification(RobertaForSequenceClassification):
    config_class = CamembertConfig


class CamembertForMultipleChoice(RobertaForMultipleChoice):
    config_class = CamembertConfig


class CamembertForTokenClassification(RobertaForTokenClassification):
    config_class = CamembertConfig


class CamembertForQuestionAnswering(RobertaForQuestionAnswering):
    config_class = CamembertConfig


HEADS = {
    "base": CamembertModel,
    "pretraining": CamembertForMaskedLM,
    "causal-lm": CamembertForCausalLM,
    "masked-lm": CamembertForMaskedLM,
    "sequence-classification": CamembertForSequenceClassification,
    "multiple-choice": CamembertForMultipleChoice,
    "token-classification": CamembertForTokenClassification,
    "question-answering": CamembertForQuestionAnswering,
}
