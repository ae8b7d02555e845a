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
    RobertaPreTrainedModel,
)


class XLMRobertaPreTrainedModel(RobertaPreTrainedModel):
    """What all XLM-RoBERTa models share."""

    config_class = XLMRobertaConfig


class XLMRobertaModel(RobertaModel, XLMRobertaPreTrainedModel):
    """XLM-RoBERTa without a head; called like RobertaModel."""


class XLMRobertaForCausalLM(RobertaForCausalLM, XLMRobertaPreTrainedModel):
    """The next token."""


class XLMRobertaForMaskedLM(RobertaForMaskedLM, XLMRobertaPreTrainedModel):
    """The hidden tokens."""


class XLMRobertaForSequenceClassification(
    RobertaForSequenceClassification, XLMRobertaPreTrainedModel
):
    """A class, several or a number per text."""


class XLMRobertaForMultipleChoice(RobertaForMultipleChoice, XLMRobertaPreTrainedModel):
    """The right one of several texts."""


class XLMRobertaForTokenClassification(RobertaForTokenClassification, XLMRobertaPreTrainedModel):
    """A class per token."""


class XLMRobertaForQuestionAnswering(RobertaForQuestionAnswering, XLMRobertaPreTrainedModel):
    """Where an answer starts and ends."""


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
