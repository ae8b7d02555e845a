"""UniSpeech-SAT: Chen et al., 2021, arXiv:2110.05752. The network of wav2vec 2.0, pretrained to
tell speakers apart.

b batch, t frames, d hidden, c channels of the convolutions.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.unispeech_sat import UniSpeechSatConfig
from auto_core.outputs import UniSpeechSatForPreTrainingOutput

from .. import nn
from ..blocks.heads import Head
from ..blocks.variation import variation
from ..blocks.vector_quantizer import GumbelQuantizer
from . import wav2vec2


class UniSpeechSatPreTrainedModel(wav2vec2.Wav2Vec2PreTrainedModel):
    """What all UniSpeech-SAT models share."""

    config_class = UniSpeechSatConfig
    base_model_prefix = "unispeech_sat"
    always_masks = True


class UniSpeechSatModel(wav2vec2.Wav2Vec2Model, UniSpeechSatPreTrainedModel):
    """UniSpeech-SAT without a head; called like Wav2Vec2Model."""


class UniSpeechSatForPreTraining(Head, UniSpeechSatPreTrainedModel):
    """Hidden states [b t d] and features of the convolutions [b t c] as `logits`: upstream has the
    parameters of pretraining, and no loss of them."""

    base_class = UniSpeechSatModel
    excluded_inputs = ("mask_time_indices",)

    def add_head(self, config: UniSpeechSatConfig) -> None:
        self.dropout_features = nn.Dropout(config.feat_quantizer_dropout)
        self.quantizer = GumbelQuantizer(config, source=config.hidden_size)
        self.project_q = nn.Linear(config.codevector_dim, config.proj_codevector_dim)
        self.project_hid = nn.Linear(config.hidden_size, config.proj_codevector_dim)
        self.speaker_proj = nn.Linear(config.hidden_size, config.codevector_dim)
        shape = (config.num_clusters, config.codevector_dim)
        self.label_embeddings_concat = nn.Parameter(shape, init="zeros")
        self.layer_norm_for_extract = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def set_gumbel_temperature(self, temperature: float) -> None:
        """Set the temperature of training's choice of codes, which falls over time."""
        self.quantizer.temperature = temperature

    def forward(self, **inputs: Any):
        output = self.encode(**inputs)
        return UniSpeechSatForPreTrainingOutput.of(
            output,
            logits=self.dropout_features(output.extract_features),
            projected_states=output.last_hidden_state,
        )


HEADS = variation(__name__, "UniSpeechSat", wav2vec2, UniSpeechSatConfig, without=("masked-lm",))
