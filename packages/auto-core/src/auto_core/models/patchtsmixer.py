"""PatchTSMixer: Ekambaram et al., 2023, arXiv:2306.09364.

Perceptrons that mix the patches of time series, the features of a patch and, in one mode, the
channels, each gated by a softmax of itself, with heads that forecast, regress, classify, or fill in
masked patches.

b batch, t values, c channels, n patches, p values of a patch, d hidden, f forecast, m targets.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.patchtsmixer import PatchTSMixerConfig
from auto_core.errors import InputError
from auto_core.initializers import Normal as NormalInit
from auto_core.outputs import (
    PatchTSMixerForPredictionOutput,
    PatchTSMixerForPreTrainingOutput,
    PatchTSMixerForRegressionOutput,
    PatchTSMixerForTimeSeriesClassificationOutput,
    PatchTSMixerModelOutput,
    SamplePatchTSMixerPredictionOutput,
    SamplePatchTSMixerRegressionOutput,
)

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.distributions import Distribution, nll_loss, samples
from ..blocks.losses import token_loss
from ..blocks.series_scaling import scaled
from .patchtst import (
    PatchTSTBatchNorm,
    PatchTSTMasking,
    distribution_of,
    flat,
    patches,
    waves,
)


class PatchTSMixerNormLayer(nn.Module):
    def __init__(self, config: PatchTSMixerConfig):
        super().__init__()
        self.norm: Any = (
            PatchTSTBatchNorm(config)
            if "batch" in config.norm_mlp.lower()
            else nn.LayerNorm(config.d_model, eps=config.norm_eps)
        )

    def forward(self, hidden):  # [b c n d]
        return self.norm(hidden)


class PatchTSMixerGatedAttention(nn.Module):
    """Each feature times its share of a softmax."""

    def __init__(self, size: int):
        super().__init__()
        self.attn_layer = nn.Linear(size, size)

    def forward(self, hidden):
        return hidden * ops.softmax(self.attn_layer(hidden), -1)


class PatchTSMixerMLP(nn.Module):
    def __init__(self, size: int, config: PatchTSMixerConfig):
        super().__init__()
        self.fc1 = nn.Linear(size, size * config.expansion_factor)
        self.dropout1 = nn.Dropout(config.dropout)
        self.fc2 = nn.Linear(size * config.expansion_factor, size)
        self.dropout2 = nn.Dropout(config.dropout)

    def forward(self, hidden):
        hidden = self.dropout1(ops.gelu(self.fc1(hidden), approximate="none"))
        return self.dropout2(self.fc2(hidden))


class PatchTSMixerAttention(nn.Module):
    """Attention between the patches of a channel."""

    def __init__(self, config: PatchTSMixerConfig):
        super().__init__()
        d = config.d_model
        self.head_size = d // config.self_attn_heads
        self.k_proj = nn.Linear(d, d)
        self.v_proj = nn.Linear(d, d)
        self.q_proj = nn.Linear(d, d)
        self.out_proj = nn.Linear(d, d)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, hidden):  # [b c n d]
        shape = ops.shape(hidden)
        hidden = ops.reshape(hidden, (-1, *shape[2:]))
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        output, _ = ops.attention(
            *(split_heads(x, self.head_size) for x in projected),
            scale=self.head_size**-0.5,
            dropout=self.dropout,
            return_weights=False,
        )
        return self.out_proj(ops.reshape(output, shape))


class PatchTSMixerChannelFeatureMixerBlock(nn.Module):
    """Mixes the channels; its gate comes before the perceptron, unlike the others'."""

    def __init__(self, config: PatchTSMixerConfig):
        super().__init__()
        self.norm = PatchTSMixerNormLayer(config)
        self.mlp = PatchTSMixerMLP(config.num_input_channels, config)
        if config.gated_attn:
            self.gating_block = PatchTSMixerGatedAttention(config.num_input_channels)
        self.gated = config.gated_attn

    def forward(self, hidden):  # [b c n d]
        mixed = ops.permute(self.norm(hidden), (0, 3, 2, 1))
        if self.gated:
            mixed = self.gating_block(mixed)
        return hidden + ops.permute(self.mlp(mixed), (0, 3, 2, 1))


class PatchMixerBlock(nn.Module):
    """Mixes the patches of a channel, by a perceptron and by attention."""

    def __init__(self, config: PatchTSMixerConfig):
        super().__init__()
        self.norm = PatchTSMixerNormLayer(config)
        self.mlp = PatchTSMixerMLP(config.num_patches, config)
        self.gated, self.attends = config.gated_attn, config.self_attn
        if config.gated_attn:
            self.gating_block = PatchTSMixerGatedAttention(config.num_patches)
        if config.self_attn:
            self.self_attn_layer = PatchTSMixerAttention(config)
            self.norm_attn = PatchTSMixerNormLayer(config)

    def forward(self, hidden):  # [b c n d]
        normed = self.norm(hidden)
        mixed = self.mlp(ops.transpose(normed, 2, 3))
        if self.gated:
            mixed = self.gating_block(mixed)
        mixed = ops.transpose(mixed, 2, 3)
        if self.attends:
            mixed = self.norm_attn(mixed + self.self_attn_layer(normed))
        return hidden + mixed


class FeatureMixerBlock(nn.Module):
    """Mixes the features of a patch."""

    def __init__(self, config: PatchTSMixerConfig):
        super().__init__()
        self.norm = PatchTSMixerNormLayer(config)
        self.mlp = PatchTSMixerMLP(config.d_model, config)
        if config.gated_attn:
            self.gating_block = PatchTSMixerGatedAttention(config.d_model)
        self.gated = config.gated_attn

    def forward(self, hidden):  # [b c n d]
        mixed = self.mlp(self.norm(hidden))
        return hidden + (self.gating_block(mixed) if self.gated else mixed)


class PatchTSMixerLayer(nn.Block):
    def __init__(self, config: PatchTSMixerConfig):
        super().__init__()
        self.patch_mixer = PatchMixerBlock(config)
        self.feature_mixer = FeatureMixerBlock(config)
        self.mixes_channels = config.mode == "mix_channel"
        if self.mixes_channels:
            self.channel_feature_mixer = PatchTSMixerChannelFeatureMixerBlock(config)

    def forward(self, hidden):  # [b c n d]
        if self.mixes_channels:
            hidden = self.channel_feature_mixer(hidden)
        return self.feature_mixer(self.patch_mixer(hidden))


class PatchTSMixerBlock(nn.Module):
    def __init__(self, config: PatchTSMixerConfig):
        super().__init__()
        self.mixers = nn.ModuleList(PatchTSMixerLayer(config) for _ in range(config.num_layers))

    def forward(self, hidden):  # the output of each layer
        states = ()
        for layer in self.mixers:
            hidden = layer(hidden)
            states += (hidden,)
        return states


class PatchTSMixerPositionalEncoding(nn.Module):
    def __init__(self, config: PatchTSMixerConfig):
        super().__init__()
        shape = (config.num_patches, config.d_model)
        self.position_enc: Any = (
            nn.Buffer(shape, init=waves)
            if config.positional_encoding_type == "sincos"
            else nn.Parameter(shape, init=NormalInit(0.1))
        )

    def forward(self, hidden):  # [b c n d]
        return hidden + ops.asarray(self.position_enc)


class PatchTSMixerEncoder(nn.Module):
    def __init__(self, config: PatchTSMixerConfig):
        super().__init__()
        self.patcher = nn.Linear(config.patch_length, config.d_model)
        self.positional_encoder = (
            PatchTSMixerPositionalEncoding(config) if config.use_positional_encoding else None
        )
        self.mlp_mixer_encoder = PatchTSMixerBlock(config)

    def forward(self, values):  # [b c n p] -> [b c n d], and the output of each layer
        hidden = self.patcher(values)
        if self.positional_encoder is not None:
            hidden = self.positional_encoder(hidden)
        states = self.mlp_mixer_encoder(hidden)
        return (states[-1] if states else hidden), states


class PatchTSMixerPreTrainedModel(nn.PreTrainedModel):
    """What all PatchTSMixer models share."""

    config_class = PatchTSMixerConfig
    base_model_prefix = "model"
    main_input_name = "past_values"


class PatchTSMixerModel(PatchTSMixerPreTrainedModel):
    """PatchTSMixer without a head.

    Args of `forward`:
        past_values: [b t c].
        observed_mask: [b t c], 1 for values that are there and 0 for missing ones.

    Returns:
        PatchTSMixerModelOutput: last_hidden_state [b c n d], loc and scale [b 1 c] by which values
        were normalised, the patches [b c n p] and, if some are masked, mask [b c n].
    """

    def __init__(self, config: PatchTSMixerConfig, mask_input: bool = False):
        super().__init__(config)
        if mask_input:
            config.check_forecast_patches()
        self.masking = PatchTSTMasking(config) if mask_input else None
        self.encoder = PatchTSMixerEncoder(config)

    def get_input_embeddings(self):
        return None  # it reads numbers

    def forward(
        self,
        past_values=None,
        observed_mask=None,
        *,
        output_hidden_states: bool = False,
    ):
        if past_values is None:
            raise InputError("Pass past_values [batch, steps, channels].")
        config = self.config
        channels = ops.shape(past_values)[2]
        if config.mode == "mix_channel" and channels != config.num_input_channels:
            raise InputError(
                f"past_values have {channels} channels, expected "
                f"num_input_channels={config.num_input_channels}."
            )
        if observed_mask is None:
            observed = ops.ones(ops.shape(past_values), like=past_values)
        else:
            observed = ops.cast(observed_mask, ops.dtype(past_values))
        values, loc, scale = scaled(config, past_values, observed, deviation=("std", True))
        whole = patches(config, values)
        values, masked = (whole, None) if self.masking is None else self.masking(whole)
        hidden, states = self.encoder(values)
        return PatchTSMixerModelOutput(
            last_hidden_state=hidden,
            hidden_states=states if output_hidden_states else None,
            patch_input=whole,
            mask=masked,
            loc=loc,
            scale=scale,
        )


# --- heads ----------------------------------------------------------------------------------------


class PatchTSMixerPretrainHead(nn.Module):
    def __init__(self, config: PatchTSMixerConfig):
        super().__init__()
        self.dropout_layer = nn.Dropout(config.head_dropout)
        self.base_pt_block = nn.Linear(config.d_model, config.patch_length)

    def forward(self, hidden):  # [b c n d] -> [b c n p]
        return self.base_pt_block(self.dropout_layer(hidden))


class PatchTSMixerForPretraining(PatchTSMixerPreTrainedModel):
    """Fills in masked patches, which it masks itself; the loss is of those, or of all."""

    def __init__(self, config: PatchTSMixerConfig):
        super().__init__(config)
        self.model = PatchTSMixerModel(config, mask_input=True)
        self.head = PatchTSMixerPretrainHead(config)

    def forward(
        self,
        past_values=None,
        observed_mask=None,
        *,
        return_loss: bool = True,
        output_hidden_states: bool = False,
    ):
        output = self.model(
            past_values,
            observed_mask,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        values, loss = self.head(output.last_hidden_state), None
        if return_loss and self.config.masked_loss:
            error = ops.mean((values - output.patch_input) ** 2, -1)  # [b c n]
            masked = ops.cast(output.mask, ops.dtype(error))
            loss = ops.sum(error * masked, (0, 1, 2)) / (ops.sum(masked, (0, 1, 2)) + 1e-10)
        elif return_loss:
            loss = ops.mse_loss(values, output.patch_input)
        return PatchTSMixerForPreTrainingOutput.of(output, loss=loss, prediction_outputs=values)


class PatchTSMixerForPredictionHead(nn.Module):
    """Values of each channel, or the parameters of their distribution."""

    def __init__(self, config: PatchTSMixerConfig, kind: type[Distribution] | None):
        super().__init__()
        size = config.num_patches * config.d_model
        self.dropout_layer = nn.Dropout(config.head_dropout)
        self.base_forecast_block = (kind or nn.Linear)(size, config.prediction_length)

    def forward(self, hidden):  # [b c n d] -> [b f c], or a tuple of them
        found = self.base_forecast_block(self.dropout_layer(flat(hidden, 2)))
        if isinstance(found, tuple):
            return tuple(ops.transpose(part, 1, 2) for part in found)
        return ops.transpose(found, 1, 2)


class PatchTSMixerForPrediction(PatchTSMixerPreTrainedModel):
    """What follows a time series: values or, unless `loss` is "mse", their distribution.

    Args of `forward`, besides those of PatchTSMixerModel:
        future_values: [b f c] of all channels, for the loss.

    Returns:
        PatchTSMixerForPredictionOutput: prediction_outputs [b f c], or the parameters of the
        distribution before the affine transformation by loc and scale [b 1 c]. Of all channels, or
        of `prediction_channel_indices`.
    """

    def __init__(self, config: PatchTSMixerConfig):
        super().__init__(config)
        self.kind = distribution_of(config)
        self.model = PatchTSMixerModel(config)
        self.head = PatchTSMixerForPredictionHead(config, self.kind)

    def chosen(self, values):
        """The predicted channels [... f] of all [... c]."""
        kept = self.config.prediction_channel_indices
        if kept is None:
            return values
        index = [i % self.config.num_input_channels for i in kept]
        return ops.take(values, ops.asarray(index, like=values, dtype="int64"), -1)

    def predicted(self, past_values, observed_mask, output_hidden_states: bool):
        """What the head predicts, not scaled, and the base model's output."""
        output = self.model(
            past_values,
            observed_mask,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        output.loc, output.scale = self.chosen(output.loc), self.chosen(output.scale)
        found = self.head(output.last_hidden_state)
        if isinstance(found, tuple):
            return tuple(self.chosen(part) for part in found), output
        return self.chosen(found), output

    def forward(
        self,
        past_values=None,
        observed_mask=None,
        future_values=None,
        *,
        return_loss: bool = True,
        output_hidden_states: bool = False,
    ):
        found, output = self.predicted(past_values, observed_mask, output_hidden_states)
        affine, loss = (output.loc, output.scale), None
        wanted = None if future_values is None else self.chosen(future_values)
        if self.kind is None:
            found = found * output.scale + output.loc
            if wanted is not None and return_loss:
                loss = ops.mse_loss(found, wanted)
        else:
            if wanted is not None and return_loss:
                joint = self.config.prediction_length > 1  # the channels of a step, together
                loss = nll_loss(self.kind, wanted, found, *affine, joint=joint)
            found = self.kind.affine(found, *affine)[0]  # as published
        return PatchTSMixerForPredictionOutput.of(output, loss=loss, prediction_outputs=found)

    def generate(self, past_values, observed_mask=None):
        """Futures that the distribution makes likely, [b num_parallel_samples f c].

        Raises:
            InputError: the config's loss is "mse", so that there is no distribution.
        """
        kind = sampled_kind(self.kind)
        found, output = self.predicted(past_values, observed_mask, False)
        count, seed = self.config.num_parallel_samples, self._sampling_seed()
        affine = output.loc, output.scale
        sampled = samples(kind, found, *affine, count=count, seed=seed)
        return SamplePatchTSMixerPredictionOutput(sequences=sampled)


def sampled_kind(kind: type[Distribution] | None) -> type[Distribution]:
    if kind is None:
        raise InputError('This model has no distribution to sample from: its loss is "mse".')
    return kind


class InjectScalerStatistics4D(nn.Module):
    """Adds to hidden states what the scale and the location of their channel say."""

    def __init__(self, config: PatchTSMixerConfig, expansion: int = 2):
        super().__init__()
        d = config.d_model
        self.inverse_trans_expansion = nn.Linear(d + 2, expansion * d)
        self.inverse_trans_compression = nn.Linear(expansion * d, d)
        self.map_scale_expansion = nn.Linear(2, 2 * expansion)
        self.map_scale_compression = nn.Linear(2 * expansion, 2)

    def forward(self, hidden, loc, scale):  # [b c n d], two of [b 1 c] -> [b c n d]
        known = ops.unsqueeze(ops.transpose(ops.cat([loc, scale], 1), 1, 2), 2)  # [b c 1 2]
        known = self.map_scale_compression(self.map_scale_expansion(known))
        known = ops.expand(known, (*ops.shape(hidden)[:3], 2))
        hidden = self.inverse_trans_expansion(ops.cat([hidden, known], -1))
        return self.inverse_trans_compression(hidden)


class PatchTSMixerLinearHead(nn.Module):
    """Targets of a whole series, or the parameters of their distribution."""

    def __init__(self, config: PatchTSMixerConfig, kind: type[Distribution] | None = None):
        super().__init__()
        size = config.d_model * config.num_input_channels
        size *= config.num_patches if config.head_aggregation is None else 1
        self.projection = (kind or nn.Linear)(size, config.num_targets)
        self.dropout = nn.Dropout(config.head_dropout)
        self.pooling = config.head_aggregation
        self.range = config.output_range if kind is None else None

    def pooled(self, hidden):  # [b c n d] -> [b c d], or [b c d n] where nothing pools
        if self.pooling == "use_last":
            return hidden[:, :, -1]
        if self.pooling == "max_pool":
            return ops.amax(hidden, 2)
        return ops.mean(hidden, 2) if self.pooling == "avg_pool" else ops.transpose(hidden, 2, 3)

    def forward(self, hidden):  # [b c n d] -> [b m], or a tuple of them
        found = self.projection(self.dropout(flat(self.pooled(hidden), 1)))
        if self.range is None:
            return found
        least, most = self.range
        return ops.sigmoid(found) * (most - least) + least


class PatchTSMixerOfSeries(PatchTSMixerPreTrainedModel):
    """A head that reads a whole series, and the scale of its channels."""

    def __init__(self, config: PatchTSMixerConfig, kind: type[Distribution] | None = None):
        super().__init__(config)
        self.kind = kind
        self.model = PatchTSMixerModel(config)
        self.head = PatchTSMixerLinearHead(config, kind)
        self.inject_scale = InjectScalerStatistics4D(config) if config.scaling else None

    def read(self, past_values, output_hidden_states: bool):
        """What the head predicts, and the output that it read."""
        output = self.model(
            past_values, output_hidden_states=output_hidden_states, return_dict=True
        )
        if self.inject_scale is not None:
            output.last_hidden_state = self.inject_scale(
                output.last_hidden_state, output.loc, output.scale
            )
        return self.head(output.last_hidden_state), output


class PatchTSMixerForTimeSeriesClassification(PatchTSMixerOfSeries):
    """A class of `num_targets` per series: target_values [b]."""

    def forward(
        self,
        past_values=None,
        target_values=None,
        *,
        return_loss: bool = True,
        output_hidden_states: bool = False,
    ):
        logits, output = self.read(past_values, output_hidden_states)
        loss = None
        if target_values is not None and return_loss:
            loss = token_loss(logits, target_values)
        return PatchTSMixerForTimeSeriesClassificationOutput.of(
            output, loss=loss, prediction_outputs=logits
        )


class PatchTSMixerForRegression(PatchTSMixerOfSeries):
    """`num_targets` numbers per series, or their distribution: target_values [b m]."""

    def __init__(self, config: PatchTSMixerConfig):
        super().__init__(config, distribution_of(config))

    def forward(
        self,
        past_values=None,
        target_values=None,
        *,
        return_loss: bool = True,
        output_hidden_states: bool = False,
    ):
        found, output = self.read(past_values, output_hidden_states)
        loss = None
        if target_values is not None and return_loss:
            if self.kind is None:
                loss = ops.mse_loss(found, target_values)
            else:
                joint = self.config.num_targets > 1
                loss = nll_loss(self.kind, target_values, found, None, None, joint=joint)
        return PatchTSMixerForRegressionOutput.of(output, loss=loss, regression_outputs=found)

    def generate(self, past_values):
        """Numbers that the distribution makes likely, [b num_parallel_samples m].

        Raises:
            InputError: the config's loss is "mse", so that there is no distribution.
        """
        kind = sampled_kind(self.kind)
        found, _ = self.read(past_values, False)
        count, seed = self.config.num_parallel_samples, self._sampling_seed()
        sampled = samples(kind, found, None, None, count=count, seed=seed)
        return SamplePatchTSMixerRegressionOutput(sequences=sampled)


HEADS = {"base": PatchTSMixerModel}
