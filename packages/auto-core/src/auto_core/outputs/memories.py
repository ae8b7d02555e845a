"""Outputs of XLNet: what others return, and the memories of each layer.

b batch, t tokens, m tokens of the memories, d hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.outputs import text


@dataclass(eq=False)
class XLNetModelOutput(text.BaseModelOutput):
    mems: Any = None  # tuple of layers, each [m b d]: what the layer got


@dataclass(eq=False)
class XLNetLMHeadModelOutput(text.MaskedLMOutput):
    mems: Any = None


@dataclass(eq=False)
class XLNetForSequenceClassificationOutput(text.SequenceClassifierOutput):
    mems: Any = None


@dataclass(eq=False)
class XLNetForTokenClassificationOutput(text.TokenClassifierOutput):
    mems: Any = None


@dataclass(eq=False)
class XLNetForMultipleChoiceOutput(text.MultipleChoiceModelOutput):
    mems: Any = None


@dataclass(eq=False)
class XLNetForQuestionAnsweringSimpleOutput(text.QuestionAnsweringModelOutput):
    mems: Any = None
