"""Mistral: Jiang et al., 2023, arXiv:2310.06825.

LLaMA's network whose queries see only the last `sliding_window` tokens.
"""

from __future__ import annotations

from auto_core.configs.mistral import MistralConfig

from .llama import (
    LlamaForCausalLM,
    LlamaForQuestionAnswering,
    LlamaForSequenceClassification,
    LlamaForTokenClassification,
    LlamaModel,
    LlamaPreTrainedModel,
)


class MistralPreTrainedModel(LlamaPreTrainedModel):
    """What all Mistral models share."""

    config_class = MistralConfig


class MistralModel(LlamaModel, MistralPreTrainedModel):
    """Mistral without a head; called like LlamaModel."""


class MistralForCausalLM(LlamaForCausalLM, MistralPreTrainedModel):
    """The next token."""

    base_class = MistralModel


class MistralForSequenceClassification(LlamaForSequenceClassification, MistralPreTrainedModel):
    """A class, several or a number per text."""

    base_class = MistralModel


class MistralForTokenClassification(LlamaForTokenClassification, MistralPreTrainedModel):
    """A class per token."""

    base_class = MistralModel


class MistralForQuestionAnswering(LlamaForQuestionAnswering, MistralPreTrainedModel):
    """Where an answer starts and ends."""

    base_class = MistralModel
    base_model_prefix = "model"
    renames = ()


HEADS = {
    "base": MistralModel,
    "causal-lm": MistralForCausalLM,
    "sequence-classification": MistralForSequenceClassification,
    "token-classification": MistralForTokenClassification,
    "question-answering": MistralForQuestionAnswering,
}
