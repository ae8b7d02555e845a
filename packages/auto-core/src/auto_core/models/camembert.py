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
    RobertaPreTrainedModel,
)


class CamembertPreTrainedModel(RobertaPreTrainedModel):
    """What all CamemBERT models share."""

    config_class = CamembertConfig


class CamembertModel(RobertaModel, CamembertPreTrainedModel):
    """CamemBERT without a head; called like RobertaModel."""


class CamembertForCausalLM(RobertaForCausalLM, CamembertPreTrainedModel):
    """The next token."""


class CamembertForMaskedLM(RobertaForMaskedLM, CamembertPreTrainedModel):
    """The hidden tokens."""


class CamembertForSequenceClassification(
    RobertaForSequenceClassification, CamembertPreTrainedModel
):
    """A class, several or a number per text."""


class CamembertForMultipleChoice(RobertaForMultipleChoice, CamembertPreTrainedModel):
    """The right one of several texts."""


class CamembertForTokenClassification(RobertaForTokenClassification, CamembertPreTrainedModel):
    """A class per token."""


class CamembertForQuestionAnswering(RobertaForQuestionAnswering, CamembertPreTrainedModel):
    """Where an answer starts and ends."""


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
