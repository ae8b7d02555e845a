"""Granite Speech Plus: IBM, 2026, huggingface.co/ibm-granite/granite-speech-4.1-2b-plus.

Granite Speech whose projector reads hidden states of chosen layers beside the last.

n recordings, f frames, e hidden of the encoder.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.granite_speech_plus import (
    GraniteSpeechPlusConfig,
    GraniteSpeechPlusEncoderConfig,
)

from .. import ops
from . import granite_speech


class GraniteSpeechPlusCTCEncoder(granite_speech.GraniteSpeechCTCEncoder):
    """As Granite Speech's; last_hidden_state [n f e*(1+layers)] has those of `cat_hidden_layers`
    in front."""

    config_class = GraniteSpeechPlusEncoderConfig

    def joined(self, states):
        chosen = sorted(self.config.cat_hidden_layers or ())
        return ops.cat([*(states[index] for index in chosen), states[-1]], -1)


class GraniteSpeechPlusPreTrainedModel(granite_speech.GraniteSpeechPreTrainedModel):
    """What all Granite Speech Plus models share."""

    config_class = GraniteSpeechPlusConfig


class GraniteSpeechPlusModel(granite_speech.GraniteSpeechModel, GraniteSpeechPlusPreTrainedModel):
    """Granite Speech Plus without a head; called like GraniteSpeechModel."""

    encoder_class = GraniteSpeechPlusCTCEncoder


class GraniteSpeechPlusForConditionalGeneration(
    granite_speech.GraniteSpeechForConditionalGeneration, GraniteSpeechPlusPreTrainedModel
):
    """The next token of texts with recordings; called like GraniteSpeech's."""

    base_class = GraniteSpeechPlusModel


HEADS: dict[str, Any] = {
    "base": GraniteSpeechPlusModel,
    "seq2seq-lm": GraniteSpeechPlusForConditionalGeneration,
    "speech-seq2seq": GraniteSpeechPlusForConditionalGeneration,
    "multimodal-lm": GraniteSpeechPlusForConditionalGeneration,
}
