"""Qwen2: Yang et al., 2024, arXiv:2407.10671.

LLaMA's network with biases of query, key and value, and in some layers a sliding window.
"""

from __future__ import annotations

from auto_core.configs.qwen2 import Qwen2Config

from .llama import (
    LlamaForCausalLM,
    LlamaForQuestionAnswering,
    LlamaForSequenceClassification,
    LlamaForTokenClassification,
    LlamaModel,
    LlamaPreTrainedModel,
)


class Qwen2PreTrainedModel(LlamaPreTrainedModel):
    """What all Qwen2 models share."""

    config_class = Qwen2Config


class Qwen2Model(LlamaModel, Qwen2PreTrainedModel):
    """Qwen2 without a head; called like LlamaModel."""


class Qwen2ForCausalLM(LlamaForCausalLM, Qwen2PreTrainedModel):
    """The next token."""

    base_class = Qwen2Model


class Qwen2ForSequenceClassification(LlamaForSequenceClassification, Qwen2PreTrainedModel):
    """A class, several or a number per text."""

    base_class = Qwen2Model


class Qwen2ForTokenClassification(LlamaForTokenClassification, Qwen2PreTrainedModel):
    """A class per token."""

    base_class = Qwen2Model


class Qwen2ForQuestionAnswering(LlamaForQuestionAnswering, Qwen2PreTrainedModel):
    """Where an answer starts and ends."""

    base_class = Qwen2Model


HEADS = {
    "base": Qwen2Model,
    "causal-lm": Qwen2ForCausalLM,
    "sequence-classification": Qwen2ForSequenceClassification,
    "token-classification": Qwen2ForTokenClassification,
    "question-answering": Qwen2ForQuestionAnswering,
}
