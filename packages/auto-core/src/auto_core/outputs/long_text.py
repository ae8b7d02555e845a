"""Outputs of Longformer, LED and BigBird: what others return, and the weights of global tokens.

b batch, t tokens, h heads, g global tokens of a text at the most, w window.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.outputs import text


@dataclass(eq=False)
class LongformerBaseModelOutput(text.BaseModelOutput):
    # `attentions` are [b h t g+w+1]: of global tokens, then of the window.
    global_attentions: Any = None  # tuple of layers, each [b h t g]: of global tokens to all


@dataclass(eq=False)
class LongformerBaseModelOutputWithPooling(text.BaseModelOutputWithPooling):
    global_attentions: Any = None


@dataclass(eq=False)
class LongformerMaskedLMOutput(text.MaskedLMOutput):
    global_attentions: Any = None


@dataclass(eq=False)
class LongformerQuestionAnsweringModelOutput(text.QuestionAnsweringModelOutput):
    global_attentions: Any = None


@dataclass(eq=False)
class LongformerSequenceClassifierOutput(text.SequenceClassifierOutput):
    global_attentions: Any = None


@dataclass(eq=False)
class LongformerMultipleChoiceModelOutput(text.MultipleChoiceModelOutput):
    global_attentions: Any = None


@dataclass(eq=False)
class LongformerTokenClassifierOutput(text.TokenClassifierOutput):
    global_attentions: Any = None


@dataclass(eq=False)
class LEDSeq2SeqModelOutput(text.Seq2SeqModelOutput):
    encoder_global_attentions: Any = None


@dataclass(eq=False)
class LEDSeq2SeqLMOutput(text.Seq2SeqLMOutput):
    encoder_global_attentions: Any = None


@dataclass(eq=False)
class LEDSeq2SeqSequenceClassifierOutput(text.Seq2SeqSequenceClassifierOutput):
    encoder_global_attentions: Any = None


@dataclass(eq=False)
class LEDSeq2SeqQuestionAnsweringModelOutput(text.Seq2SeqQuestionAnsweringModelOutput):
    encoder_global_attentions: Any = None


@dataclass(eq=False)
class BigBirdForQuestionAnsweringModelOutput(text.QuestionAnsweringModelOutput):
    pooler_output: Any = None  # [b d]
