"""Outputs of ProphetNet: what others return, and those of the streams that predict n-grams.

b batch, t tokens, n streams, d hidden, h heads, k keys, v vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.outputs.base import ModelOutput


@dataclass(eq=False)
class ProphetNetDecoderModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    last_hidden_state_ngram: Any = None  # [b n*t d]
    past_key_values: Any = None
    hidden_states: Any = None
    hidden_states_ngram: Any = None  # tuple of layers + 1, each [b n*t d]
    attentions: Any = None
    ngram_attentions: Any = None  # tuple of layers, each [b n h t k+t]
    cross_attentions: Any = None


@dataclass(eq=False)
class ProphetNetDecoderLMOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v], of the first stream
    logits_ngram: Any = None  # [b n-1 t v], of the others
    past_key_values: Any = None
    hidden_states: Any = None
    hidden_states_ngram: Any = None
    attentions: Any = None
    ngram_attentions: Any = None
    cross_attentions: Any = None


@dataclass(eq=False)
class ProphetNetSeq2SeqModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b t d]
    last_hidden_state_ngram: Any = None  # [b n*t d]
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_ngram_hidden_states: Any = None
    decoder_attentions: Any = None
    decoder_ngram_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None


@dataclass(eq=False)
class ProphetNetSeq2SeqLMOutput(ModelOutput):
    loss: Any = None
    logits: Any = None  # [b t v]
    logits_ngram: Any = None  # [b n-1 t v]
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_ngram_hidden_states: Any = None
    decoder_attentions: Any = None
    decoder_ngram_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
