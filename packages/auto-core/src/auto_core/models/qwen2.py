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
)


class Qwen2Model(LlamaModel):
    """Qwen2 without a head; called like LlamaModel."""

    config_class = Qwen2Config


class Qwen2ForCausalLM(LlamaForCausalLM):
    """The next token."""

    config_class = Qwen2Config
    base_class = Qwen2Model


class Qwen2ForSequenceClassification(LlamaForSequenceClassification):
    """A class, several or a number per text."""

    config_class = Qwen2Config
    base_class = Qwen2Model


class Qwen2ForTokenClassification(LlamaForTokenClassification):
    """A class per token."""

    config_class = Qwen2Config
    base_class = Qwen2Model


class Qwen2ForQuestionAnswering(LlamaForQuestionAnswering):
    """Where an answer starts and ends."""

    config_class = Qwen2Config
    base_class = Qwen2Model


HEADS = {
    "base": Qwen2Model,
    "causal-lm": Qwen2ForCausalLM,
    "sequence-classification": Qwen2ForSequenceClassification,
    "token-classification": Qwen2ForTokenClassification,
    "question-answering": Qwen2ForQuestionAnswering,
}
