"""Outputs of models of time series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auto_core.outputs.base import ModelOutput


@dataclass(eq=False)
class TimesFmOutput(ModelOutput):
    last_hidden_state: Any = None  # [b n d], of patches
    hidden_states: Any = None
    attentions: Any = None
    loc: Any = None  # [b]
    scale: Any = None  # [b]


@dataclass(eq=False)
class TimesFm2_5Output(TimesFmOutput):
    context_mu: Any = None  # [b n], of all values up to each patch
    context_sigma: Any = None  # [b n]


@dataclass(eq=False)
class TimesFmOutputForPrediction(ModelOutput):
    last_hidden_state: Any = None  # [b n d]
    hidden_states: Any = None
    attentions: Any = None
    mean_predictions: Any = None  # [b f]
    full_predictions: Any = None  # [b f m], the mean and the quantiles
    loss: Any = None


@dataclass(eq=False)
class TimesFm2_5OutputForPrediction(TimesFmOutputForPrediction):
    pass


@dataclass(eq=False)
class PatchTSTModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b c n d], of the patches of each channel
    hidden_states: Any = None
    attentions: Any = None
    mask: Any = None  # [b c n], True for masked patches
    loc: Any = None  # [b 1 c]
    scale: Any = None  # [b 1 c]
    patch_input: Any = None  # [b c n p]


@dataclass(eq=False)
class PatchTSTForPretrainingOutput(ModelOutput):
    loss: Any = None
    prediction_output: Any = None  # [b c n p]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class PatchTSTForPredictionOutput(ModelOutput):
    loss: Any = None
    prediction_outputs: Any = None  # [b f c], or a tuple of a distribution's parameters
    hidden_states: Any = None
    attentions: Any = None
    loc: Any = None
    scale: Any = None


@dataclass(eq=False)
class PatchTSTForRegressionOutput(ModelOutput):
    loss: Any = None
    regression_outputs: Any = None  # [b m], or a tuple of a distribution's parameters
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class PatchTSTForClassificationOutput(ModelOutput):
    loss: Any = None
    prediction_logits: Any = None  # [b m]
    hidden_states: Any = None
    attentions: Any = None


@dataclass(eq=False)
class SamplePatchTSTOutput(ModelOutput):
    sequences: Any = None  # [b samples ...]


@dataclass(eq=False)
class PatchTSMixerModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b c n d], of the patches of each channel
    hidden_states: Any = None  # after each layer
    patch_input: Any = None  # [b c n p]
    mask: Any = None  # [b c n], True for masked patches
    loc: Any = None  # [b 1 c]
    scale: Any = None  # [b 1 c]


@dataclass(eq=False)
class PatchTSMixerForPreTrainingOutput(ModelOutput):
    loss: Any = None
    prediction_outputs: Any = None  # [b c n p]
    last_hidden_state: Any = None  # [b c n d]
    hidden_states: Any = None


@dataclass(eq=False)
class PatchTSMixerForPredictionOutput(ModelOutput):
    loss: Any = None
    prediction_outputs: Any = None  # [b f c], or a tuple of a distribution's parameters
    last_hidden_state: Any = None  # [b c n d]
    hidden_states: Any = None
    loc: Any = None
    scale: Any = None


@dataclass(eq=False)
class PatchTSMixerForTimeSeriesClassificationOutput(ModelOutput):
    loss: Any = None
    prediction_outputs: Any = None  # [b m], logits
    last_hidden_state: Any = None  # [b c n d], which the head reads
    hidden_states: Any = None


@dataclass(eq=False)
class PatchTSMixerForRegressionOutput(ModelOutput):
    loss: Any = None
    regression_outputs: Any = None  # [b m], or a tuple of a distribution's parameters
    last_hidden_state: Any = None  # [b c n d], which the head reads
    hidden_states: Any = None


@dataclass(eq=False)
class SamplePatchTSMixerPredictionOutput(ModelOutput):
    sequences: Any = None  # [b samples f c]


@dataclass(eq=False)
class SamplePatchTSMixerRegressionOutput(ModelOutput):
    sequences: Any = None  # [b samples m]


@dataclass(eq=False)
class DecisionTransformerOutput(ModelOutput):
    state_preds: Any = None  # [b t s]
    action_preds: Any = None  # [b t a]
    return_preds: Any = None  # [b t 1]
    hidden_states: Any = None
    attentions: Any = None
    last_hidden_state: Any = None  # [b 3t d]


@dataclass(eq=False)
class Seq2SeqTSModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b f d], of the decoder
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None  # [b t d]
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    loc: Any = None  # [b] or [b 1 c]
    scale: Any = None  # [b] or [b 1 c]
    static_features: Any = None  # [b s]


@dataclass(eq=False)
class ChronosBoltOutput(ModelOutput):
    loss: Any = None
    quantile_preds: Any = None  # [b q f]
    attentions: Any = None
    cross_attentions: Any = None


@dataclass(eq=False)
class AutoFormerDecoderOutput(ModelOutput):
    last_hidden_state: Any = None  # [b l p], the season
    trend: Any = None  # [b l p]
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
    cross_attentions: Any = None


@dataclass(eq=False)
class AutoformerModelOutput(ModelOutput):
    last_hidden_state: Any = None  # [b l p], the season
    trend: Any = None  # [b l p]
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    loc: Any = None
    scale: Any = None
    static_features: Any = None


@dataclass(eq=False)
class Seq2SeqTSPredictionOutput(ModelOutput):
    loss: Any = None
    params: Any = None  # a tuple of a distribution's parameters, each [b f] or [b f c]
    past_key_values: Any = None
    decoder_hidden_states: Any = None
    decoder_attentions: Any = None
    cross_attentions: Any = None
    encoder_last_hidden_state: Any = None
    encoder_hidden_states: Any = None
    encoder_attentions: Any = None
    loc: Any = None
    scale: Any = None
    static_features: Any = None


@dataclass(eq=False)
class SampleTSPredictionOutput(ModelOutput):
    sequences: Any = None  # [b samples f] or [b samples f c]
