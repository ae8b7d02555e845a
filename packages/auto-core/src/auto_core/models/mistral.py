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
)


class MistralModel(LlamaModel):
    """Mistral without a head; called like LlamaModel."""

    config_class = MistralConfig


class MistralForCausalLM(LlamaForCausalLM):
    """The next token."""

    config_class = MistralConfig
    base_class = MistralModel


class MistralForSequenceClassification(LlamaForSequenceClassification):
    """A class, several or a number per text."""

    config_class = MistralConfig
    base_class = MistralModel


class MistralForTokenClassification(LlamaForTokenClassification):
    """A class per token."""

    config_class = MistralConfig
    base_class = MistralModel


class MistralForQuestionAnswering(LlamaForQuestionAnswering):
    """Where an answer starts and ends."""

    config_class = MistralConfig
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
