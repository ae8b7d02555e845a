"""UniSpeech: Wang et al., 2021, arXiv:2101.07597.

The network of wav2vec 2.0; pretraining replaces hidden states by quantized features at random and
classifies phonemes by CTC.

b batch, t frames, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.unispeech import UniSpeechConfig
from auto_core.outputs import UniSpeechForPreTrainingOutput

from .. import nn
from ..blocks.heads import Head
from ..blocks.variation import variation
from ..blocks.vector_quantizer import GumbelQuantizer
from . import wav2vec2


class UniSpeechPreTrainedModel(wav2vec2.Wav2Vec2PreTrainedModel):
    """What all UniSpeech models share."""

    config_class = UniSpeechConfig
    base_model_prefix = "unispeech"


class UniSpeechModel(wav2vec2.Wav2Vec2Model, UniSpeechPreTrainedModel):
    """UniSpeech without a head; called like Wav2Vec2Model."""


class UniSpeechForPreTraining(Head, UniSpeechPreTrainedModel):
    """Hidden states and quantized features [b t d], for a loss of one's own; upstream has none."""

    base_class = UniSpeechModel
    excluded_inputs = ("mask_time_indices",)

    def add_head(self, config: UniSpeechConfig) -> None:
        self.dropout_features = nn.Dropout(config.feat_quantizer_dropout)
        self.quantizer = GumbelQuantizer(config)
        self.project_q = nn.Linear(config.codevector_dim, config.proj_codevector_dim)
        self.project_hid = nn.Linear(config.proj_codevector_dim, config.hidden_size)
        self.ctc_proj = nn.Linear(config.hidden_size, config.num_ctc_classes)

    def set_gumbel_temperature(self, temperature: float) -> None:
        """Set the temperature of training's choice of codes, which falls over time."""
        self.quantizer.temperature = temperature

    def forward(self, **inputs: Any):
        output = self.encode(**inputs)
        features = self.dropout_features(output.extract_features)
        vectors, _, perplexity = self.quantizer(features)
        return UniSpeechForPreTrainingOutput.of(
            output,
            projected_states=output.last_hidden_state,
            projected_quantized_states=self.project_hid(self.project_q(vectors)),
            codevector_perplexity=perplexity,
        )


HEADS = variation(
    __name__,
    "UniSpeech",
    wav2vec2,
    UniSpeechConfig,
    without=("masked-lm", "audio-frame-classification", "audio-xvector"),
)
