"""Outputs of LUKE: what others return, and the hidden states of entities.

b batch, e entities, d hidden, w entity vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.outputs import text


@dataclass(eq=False)
class BaseLukeModelOutputWithPooling(text.BaseModelOutputWithPooling):
    entity_last_hidden_state: Any = None  # [b e d]
    entity_hidden_states: Any = None  # tuple of layers + 1, each [b e d]


@dataclass(eq=False)
class LukeMaskedLMOutput(text.MaskedLMOutput):
    mlm_loss: Any = None  # of tokens
    mep_loss: Any = None  # of entities
    entity_logits: Any = None  # [b e w]
    entity_hidden_states: Any = None


@dataclass(eq=False)
class EntityClassificationOutput(text.SequenceClassifierOutput):
    entity_hidden_states: Any = None


@dataclass(eq=False)
class EntityPairClassificationOutput(text.SequenceClassifierOutput):
    entity_hidden_states: Any = None


@dataclass(eq=False)
class EntitySpanClassificationOutput(text.TokenClassifierOutput):
    entity_hidden_states: Any = None


@dataclass(eq=False)
class LukeSequenceClassifierOutput(text.SequenceClassifierOutput):
    entity_hidden_states: Any = None


@dataclass(eq=False)
class LukeTokenClassifierOutput(text.TokenClassifierOutput):
    entity_hidden_states: Any = None


@dataclass(eq=False)
class LukeQuestionAnsweringModelOutput(text.QuestionAnsweringModelOutput):
    entity_hidden_states: Any = None


@dataclass(eq=False)
class LukeMultipleChoiceModelOutput(text.MultipleChoiceModelOutput):
    entity_hidden_states: Any = None
