"""TimesFM 2.5: Das et al., 2023, arXiv:2310.10688, as published in 2025.

TimesFM whose patches have rotary positions and norms around each part, and are normalised by
the mean and deviation of all values up to them. A second projection says the quantiles of a
longer future, and what is said of a series and of its negation is averaged.

b batch, t values, p values of a patch, n patches, h heads, g heads of keys and values, s size
of a head, d hidden, f horizon, m the mean and the quantiles.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.timesfm2_5 import TimesFm2_5Config
from auto_core.errors import InputError
from auto_core.outputs import TimesFm2_5Output, TimesFm2_5OutputForPrediction

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.rotary import RotaryEmbedding, rotate
from .timesfm import (
    Forecasting,
    TimesFmAttention,
    TimesFmResidualBlock,
    causal_mask,
    quantile_loss,
)

TOLERANCE = 1e-6  # the least deviation to divide by


class TimesFm2_5MLP(nn.Module):
    def __init__(self, config: TimesFm2_5Config):
        super().__init__()
        d, inner, bias = config.hidden_size, config.intermediate_size, config.use_bias
        self.ff0 = nn.Linear(d, inner, bias=bias)
        self.ff1 = nn.Linear(inner, d, bias=bias)
        self.activation = activation(config.activation)

    def forward(self, hidden):  # [b n d] -> [b n d]
        return self.ff1(self.activation(self.ff0(hidden)))


class TimesFm2_5Attention(TimesFmAttention):
    """Attention whose queries and keys are rotated, then normed."""

    def add_projections(self, config: TimesFm2_5Config) -> None:
        d, s, bias = config.hidden_size, self.head_size, config.attention_bias
        kv_heads = config.num_key_value_heads
        self.q_proj = nn.Linear(d, self.heads * s, bias=bias)
        self.k_proj = nn.Linear(d, kv_heads * s, bias=bias)
        self.v_proj = nn.Linear(d, kv_heads * s, bias=bias)
        self.o_proj = nn.Linear(self.heads * s, d, bias=bias)
        self.q_norm = nn.RMSNorm(s, eps=config.rms_norm_eps)
        self.k_norm = nn.RMSNorm(s, eps=config.rms_norm_eps)

    def project(self, hidden, rotation):
        query, key, value = super().project(hidden, rotation)
        query, key = rotate(query, *rotation), rotate(key, *rotation)
        return self.q_norm(query), self.k_norm(key), value


class TimesFm2_5DecoderLayer(nn.Block):
    def __init__(self, config: TimesFm2_5Config):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        self.self_attn = TimesFm2_5Attention(config)
        self.mlp = TimesFm2_5MLP(config)
        self.input_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_attention_layernorm = nn.RMSNorm(d, eps=eps)
        self.pre_feedforward_layernorm = nn.RMSNorm(d, eps=eps)
        self.post_feedforward_layernorm = nn.RMSNorm(d, eps=eps)

    def forward(self, hidden, attention_mask, blind, rotation, *, output_attentions):
        output, weights = self.self_attn(
            self.input_layernorm(hidden),
            attention_mask,
            blind,
            rotation,
            output_attentions=output_attentions,
        )
        hidden = hidden + self.post_attention_layernorm(output)
        output = self.mlp(self.pre_feedforward_layernorm(hidden))
        return hidden + self.post_feedforward_layernorm(output), weights


class TimesFm2_5PreTrainedModel(nn.PreTrainedModel):
    """What all TimesFM 2.5 models share."""

    config_class = TimesFm2_5Config
    base_model_prefix = "model"
    main_input_name = "past_values"


class TimesFm2_5Model(TimesFm2_5PreTrainedModel):
    """TimesFM 2.5 without a head.

    Args of `forward`:
        past_values: [b t], of which t is a multiple of the patch's length.
        past_values_padding: [b t], 1 where there is no value.

    Returns:
        TimesFm2_5Output: last_hidden_state [b n d]; context_mu and context_sigma [b n], mean and
        deviation of all values up to each patch; loc and scale [b], those of the last.
    """

    def __init__(self, config: TimesFm2_5Config):
        super().__init__(config)
        d = config.hidden_size
        self.input_ff_layer = TimesFmResidualBlock(
            2 * config.patch_length, d, d, act=config.activation
        )
        self.layers = nn.ModuleList(
            TimesFm2_5DecoderLayer(config) for _ in range(config.num_hidden_layers)
        )
        self.rotary_emb = RotaryEmbedding(config)

    def forward(
        self,
        past_values,
        past_values_padding=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        shape = (ops.shape(past_values)[0], -1, self.config.patch_length)
        values = ops.reshape(past_values, shape)  # [b n p]
        if past_values_padding is None:
            absent = ops.zeros(ops.shape(values), like=values, dtype="bool")
        else:
            tokens = ops.shape(past_values)[1]
            absent = ops.reshape(past_values_padding[:, :tokens], shape) >= 0.5
        mean, deviation = running_statistics(values, ~absent)
        normed = ops.where(absent, 0.0, normalised(values, mean, deviation))
        absent_values = ops.cast(absent, ops.dtype(values))
        hidden = self.input_ff_layer(ops.cat([normed, absent_values], -1))  # [b n d]

        present = ~absent[:, :, -1]
        count = ops.shape(hidden)[1]
        position = ops.unsqueeze(ops.arange(0, count, like=hidden, dtype="int64"), 0)
        missing = ops.sum(ops.cast(~present, "int64"), 1)
        rotation = self.rotary_emb(position - ops.unsqueeze(missing, 1), hidden)
        mask, blind = causal_mask(present, like=hidden)
        states, attentions = (hidden,), ()
        for layer in self.layers:
            hidden, weights = layer(
                hidden, mask, blind, rotation, output_attentions=output_attentions
            )
            states += (hidden,)
            attentions += (weights,)
        return TimesFm2_5Output(
            last_hidden_state=hidden,
            hidden_states=states if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
            loc=mean[:, -1],
            scale=ops.clamp(deviation[:, -1], min=TOLERANCE),
            context_mu=mean,
            context_sigma=deviation,
        )


def running_statistics(values, present):
    """Mean and deviation [b n] of the values [b n p] that are present, up to each patch.

    From those of each patch alone, so that nothing large is subtracted from its like.
    """
    present = ops.cast(present, ops.dtype(values))
    count = ops.sum(present, 2)  # [b n]
    some = ops.clamp(count, min=1.0)
    mean = ops.sum(values * present, 2) / some
    within = ops.sum(((values - ops.unsqueeze(mean, 2)) * present) ** 2, 2)
    total = ops.clamp(ops.cumsum(count, 1), min=1.0)
    running = ops.cumsum(mean * count, 1) / total
    # Row i: how far the means of patches up to i are from what they make together.
    between = ops.unsqueeze(count, 1) * (ops.unsqueeze(mean, 1) - ops.unsqueeze(running, 2)) ** 2
    patch = ops.arange(0, ops.shape(values)[1], like=values, dtype="int64")
    past = ops.unsqueeze(patch, 0) <= ops.unsqueeze(patch, 1)
    between = ops.sum(ops.where(past, between, 0.0), 2)
    return running, ops.sqrt((ops.cumsum(within, 1) + between) / total)


def normalised(x, mean, deviation):
    """[b ... k] less its mean [b ...], over its deviation unless that is about 0."""
    deviation = ops.where(deviation < TOLERANCE, 1.0, deviation)
    return (x - ops.unsqueeze(mean, -1)) / ops.unsqueeze(deviation, -1)


class TimesFm2_5ModelForPrediction(TimesFm2_5PreTrainedModel, Forecasting):
    """What follows a time series: the mean and quantiles.

    Args of `forward`:
        past_values: [b t], or a list of series [t] of any lengths. The last values are read,
            `context_length` of them or `forecast_context_len`.
        future_values: [b f], for a loss of the normalised series: mean squared error, and that
            of quantiles.
        past_values_padding: [b t], 1 in front where a series has not begun.
        window_size: predict the moving average of so many values, and the rest, apart.
        truncate_negative: predict nothing below 0 unless the past has it; `infer_is_positive`.
        force_flip_invariance: average with the negated forecast of the negated series.

    Returns:
        TimesFm2_5OutputForPrediction: mean_predictions [b f] (the entry `decode_index`),
        full_predictions [b f m] (the mean and the quantiles), the network's last_hidden_state
        [b n d].
    """

    def __init__(self, config: TimesFm2_5Config):
        super().__init__(config)
        d, outputs = config.hidden_size, 1 + len(config.quantiles)
        options: dict[str, Any] = dict(bias=False, act=config.activation)
        self.model = TimesFm2_5Model(config)
        self.output_projection_point = TimesFmResidualBlock(
            d, d, config.horizon_length * outputs, **options
        )
        self.output_projection_quantiles = TimesFmResidualBlock(
            d, d, config.output_quantile_len * outputs, **options
        )

    def forward(
        self,
        past_values,
        future_values=None,
        past_values_padding=None,
        *,
        window_size: int | None = None,
        forecast_context_len: int | None = None,
        truncate_negative: bool | None = None,
        force_flip_invariance: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        config = self.config
        if window_size is not None and future_values is not None:
            raise InputError(
                "There is no loss of a moving average: pass window_size or future_values."
            )
        if truncate_negative is None:
            truncate_negative = config.infer_is_positive
        if force_flip_invariance is None:
            force_flip_invariance = config.force_flip_invariance
        wanted = config.context_length if forecast_context_len is None else forecast_context_len
        context = self.whole_patches(wanted)
        values, padding, least = self.read(
            past_values, past_values_padding, context=context, window_size=window_size
        )
        # Of what is read, padding included.
        loc = ops.mean(values, 1)
        centred = values - ops.unsqueeze(loc, 1)
        scale = ops.sqrt(ops.sum(centred**2, 1) / max(context - 1, 1))
        values = normalised(values, loc, scale)

        requested = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        output = self.model(values, padding, return_dict=True, **requested)
        said = self.projected(output)
        if force_flip_invariance:
            negated = self.projected(self.model(-values, padding, return_dict=True))
            said = [(one - flipped(other)) / 2 for one, other in zip(said, negated, strict=True)]
        forecast = self.forecast(*said)
        full = forecast * _per_step(scale) + _per_step(loc)
        index = min(config.decode_index, len(config.quantiles))
        loss = None
        if future_values is not None:
            loss = self.loss(forecast, normalised(future_values, loc, scale), index)
        if window_size is not None:
            full = full[0::2] + full[1::2]
        if truncate_negative:
            full = ops.where(least >= 0, ops.clamp(full, min=0.0), full)
        return TimesFm2_5OutputForPrediction(
            last_hidden_state=output.last_hidden_state,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
            mean_predictions=full[:, :, index],
            full_predictions=full,
            loss=loss,
        )

    def projected(self, output: TimesFm2_5Output) -> list[Any]:
        """What the last patch says by each projection that is used: [b f m]."""
        projections = [self.output_projection_point]
        if self.config.use_continuous_quantile_head:
            projections.append(self.output_projection_quantiles)
        return [self.predictions(output, projection) for projection in projections]

    def forecast(self, points, quantiles=None):  # [b f m] -> [b f m], of the normalised series
        config = self.config
        if quantiles is None:
            return points
        # How far quantiles are from the median, the other projection says as far as it goes.
        steps = min(config.horizon_length, config.output_quantile_len)
        middle = min(config.decode_index, len(config.quantiles))
        spread = quantiles[:, :steps] - quantiles[:, :steps, middle : middle + 1]
        near = points[:, :steps, middle : middle + 1] + spread[:, :, 1:]
        near = ops.cat([points[:, :steps, :1], near], 2)
        return ops.cat([near, points[:, steps:]], 1)

    def predictions(self, output: TimesFm2_5Output, projection):
        """What the last patch says: [b f m]."""
        scores = projection(output.last_hidden_state[:, -1])
        mean, deviation = output.context_mu[:, -1], output.context_sigma[:, -1]
        scores = scores * ops.unsqueeze(deviation, 1) + ops.unsqueeze(mean, 1)
        outputs = 1 + len(self.config.quantiles)
        return ops.reshape(scores, (ops.shape(scores)[0], -1, outputs))

    def loss(self, forecast, future_values, index: int):
        forecast = forecast[:, : ops.shape(future_values)[1]]
        loss = ops.mse_loss(forecast[:, :, index], future_values)
        # As published: of all but that entry, in the order of the quantiles.
        others = ops.cat([forecast[:, :, :index], forecast[:, :, index + 1 :]], 2)
        return loss + quantile_loss(others, future_values, self.config.quantiles)


def _per_step(x):  # [b] -> [b 1 1]
    return ops.unsqueeze(ops.unsqueeze(x, 1), 1)


def flipped(forecast):
    """The mean and the quantiles in reverse of a forecast [b f m]: those of the negation."""
    return ops.cat([forecast[:, :, :1], ops.flip(forecast[:, :, 1:], 2)], 2)


HEADS = {
    "base": TimesFm2_5Model,
    "time-series-prediction": TimesFm2_5ModelForPrediction,
}
