"""Outputs of XLNet and Transformer-XL: what others return, and the memories of each layer.

b batch, t tokens, m tokens of the memories, d hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.outputs import text
from auto_core.outputs.base import ModelOutput


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


@dataclass(eq=False)
class TransfoXLModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    mems: Any = None
    hidden_states: Any = None  # tuple of layers + 1, each [b t d]
    attentions: Any = None  # tuple of layers, each [b h t m+t]


@dataclass(eq=False)
class TransfoXLSequenceClassifierOutputWithPast(ModelOutput):
    loss: Any = None  # scalar
    logits: Any = None  # [b c]
    mems: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class TransfoXLLMHeadModelOutput(ModelOutput):
    losses: Any = None  # [b t-1], of the clusters in turn
    prediction_scores: Any = None  # [b t v], log-probabilities
    mems: Any = None
    hidden_states: Any = None
    attentions: Any = None
    loss: Any = None  # scalar

    @property
    def logits(self) -> Any:
        """The log-probabilities."""
        return self.prediction_scores


@dataclass(eq=False)
class TransfoXLLossFirstOutput(ModelOutput):
    """The same with `trainer_compatible`."""

    loss: Any = None
    prediction_scores: Any = None
    losses: Any = None
    mems: Any = None
    hidden_states: Any = None
    attentions: Any = None

    @property
    def logits(self) -> Any:
        """The log-probabilities."""
        return self.prediction_scores
