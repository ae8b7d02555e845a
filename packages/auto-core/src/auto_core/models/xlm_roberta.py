"""XLM-RoBERTa: Conneau et al., 2019, arXiv:1911.02116. RoBERTa by another name."""

from __future__ import annotations

from auto_core.configs.xlm_roberta import XLMRobertaConfig

from .roberta import (
    RobertaForCausalLM,
    RobertaForMaskedLM,
    RobertaForMultipleChoice,
    RobertaForQuestionAnswering,
    RobertaForSequenceClassification,
    RobertaForTokenClassification,
    RobertaModel,
)


class XLMRobertaModel(RobertaModel):
    config_class = XLMRobertaConfig


class XLMRobertaForCausalLM(RobertaForCausalLM):
    config_class = XLMRobertaConfig


class XLMRobertaForMaskedLM(RobertaForMaskedLM):
    config_class = XLMRobertaConfig


class XLMRobertaForSequenceClassification(RobertaForSequenceClassification):
    config_class = XLMRobertaConfig


class XLMRobertaForMultipleChoice(RobertaForMultipleChoice):
    config_class = XLMRobertaConfig


class XLMRobertaForTokenClassification(RobertaForTokenClassification):
    config_class = XLMRobertaConfig


class XLMRobertaForQuestionAnswering(RobertaForQuestionAnswering):
    config_class = XLMRobertaConfig


HEADS = {
    "base": XLMRobertaModel,
    "text-encoding": XLMRobertaModel,
    "pretraining": XLMRobertaForMaskedLM,
    "causal-lm": XLMRobertaForCausalLM,
    "masked-lm": XLMRobertaForMaskedLM,
    "sequence-classification": XLMRobertaForSequenceClassification,
    "multiple-choice": XLMRobertaForMultipleChoice,
    "token-classification": XLMRobertaForTokenClassification,
    "question-answering": XLMRobertaForQuestionAnswering,
}
