"""Outputs of `generate` with `return_dict_in_generate`.

n rows: batch times sequences (times beams, for what was computed at each step). Per-step outputs
are tuples with one entry per generated token.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.outputs import ModelOutput


@dataclass(eq=False)
class GenerateDecoderOnlyOutput(ModelOutput):
    sequences: Any = None  # [n t], the prompt included
    scores: Any = None  # per step [n v], after the processors
    logits: Any = None  # per step [n v], before them
    attentions: Any = None  # per step, per layer
    hidden_states: Any = None
    past_key_values: Any = None


@dataclass(eq=False)
class GenerateEncoderDecoderOutput(ModelOutput):
    sequences: Any = None
    scores: Any = None
    logits: Any = None
    encoder_attentions: Any = None
    encoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    decoder_hidden_states: Any = None
    past_key_values: Any = None


@dataclass(eq=False)
class GenerateBeamDecoderOnlyOutput(ModelOutput):
    sequences: Any = None
    sequences_scores: Any = None  # [n], with output_scores
    scores: Any = None
    logits: Any = None
    beam_indices: Any = None  # [n steps], each token's row of `scores`; -1 after the end
    attentions: Any = None
    hidden_states: Any = None
    past_key_values: Any = None


@dataclass(eq=False)
class GenerateBeamEncoderDecoderOutput(ModelOutput):
    sequences: Any = None
    sequences_scores: Any = None
    scores: Any = None
    logits: Any = None
    beam_indices: Any = None
    encoder_attentions: Any = None
    encoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    decoder_hidden_states: Any = None
    past_key_values: Any = None


@dataclass(eq=False)
class GenerateSpeechOutput(ModelOutput):
    """What `generate` returns of speech when segments or times of tokens are asked for.

    A segment has `start` and `end` in seconds, its `tokens`, the `result` of the window that it
    was transcribed in, and `idxs`, its indices there; with times of tokens, `token_timestamps`.
    """

    sequences: Any = None  # [n t], without the prompts
    token_timestamps: Any = None  # [n t], seconds
    segments: Any = None  # per recording, a list of segments
