"""TimesFM: Das et al., 2023, arXiv:2310.10688.

A decoder of patches of a time series. Each patch predicts the mean and quantiles of what
follows it, for longer than a patch, so that the last one says all that is asked.

b batch, t values, p values of a patch, n patches, h heads, s size of a head, d hidden,
f horizon, m the mean and the quantiles.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from auto_core.configs.timesfm import TimesFmConfig
from auto_core.configs.timesfm2_5 import TimesFm2_5Config
from auto_core.errors import InputError
from auto_core.outputs import TimesFmOutput, TimesFmOutputForPrediction

from .. import nn, ops
from ..blocks import attention_masks
from ..blocks.activations import activation
from ..blocks.attention import split_heads

NORM_EPS = 1e-6


class TimesFmMLP(nn.Module):
    def __init__(self, config: TimesFmConfig):
        super().__init__()
        self.gate_proj = nn.Linear(config.hidden_size, config.intermediate_size)
        self.down_proj = nn.Linear(config.intermediate_size, config.hidden_size)
        self.layer_norm = nn.LayerNorm(config.hidden_size, eps=NORM_EPS)

    def forward(self, hidden, absent):  # [b n d], [b n] 1 for patches of padding
        output = self.down_proj(ops.relu(self.gate_proj(self.layer_norm(hidden))))
        return hidden + output * (1.0 - ops.unsqueeze(absent, -1))


class TimesFmResidualBlock(nn.Module):
    def __init__(self, size: int, inner: int, output: int, *, bias: bool = True, act: str = "silu"):
        super().__init__()
        self.input_layer = nn.Linear(size, inner, bias=bias)
        self.output_layer = nn.Linear(inner, output, bias=bias)
        self.residual_layer = nn.Linear(size, output, bias=bias)
        self.activation = activation(act)

    def forward(self, x):
        return self.output_layer(self.activation(self.input_layer(x))) + self.residual_layer(x)


class Timescales:
    """The first value of a buffer: frequencies that fall from 1 to min / max. Pickles."""

    def __init__(self, shortest: int, longest: int):
        self.shortest, self.longest = shortest, longest

    def __call__(self, generator: Any, shape: tuple[int, ...], std: float) -> np.ndarray:
        (count,) = shape
        step = math.log(self.longest / self.shortest) / max(count - 1, 1)
        return self.shortest * np.exp(-step * np.arange(count))


class TimesFmPositionalEmbedding(nn.Module):
    """Sinusoidal position embeddings, sines first; files hold the frequencies or not."""

    def __init__(self, config: TimesFmConfig):
        super().__init__()
        init = Timescales(config.min_timescale, config.max_timescale)
        self.inv_timescales = nn.Buffer((config.hidden_size // 2,), init=init)

    def forward(self, absent):
        """[b n d] for patches of which those that are `absent` [b n], 1 for padding, go first."""
        scales = ops.asarray(self.inv_timescales)
        count = ops.shape(absent)[1]
        position = ops.arange(0, count, like=absent, dtype="int64")
        present = absent == 0
        start = ops.argmax(ops.cast(present, "int64"), 1)  # [b]
        start = ops.where(ops.any(present, 1), ops.cast(start, "int64"), -1)
        # Positions before the start count from the end; all of them are masked.
        position = (ops.unsqueeze(position, 0) - ops.unsqueeze(start, 1)) % count
        angle = ops.unsqueeze(ops.cast(position, ops.dtype(scales)), -1) * scales  # [b n d/2]
        return ops.cat([ops.sin(angle), ops.cos(angle)], -1)


class TimesFmAttention(nn.Module):
    """Attention whose queries have a learnt scale per dimension."""

    def __init__(self, config: TimesFmConfig | TimesFm2_5Config):
        super().__init__()
        self.heads, self.head_size = config.num_attention_heads, config.head_dim
        self.scaling = nn.Parameter((self.head_size,), init="ones")
        self.dropout = nn.Dropout(config.attention_dropout)
        self.add_projections(config)

    def add_projections(self, config: Any) -> None:
        """Make the layers before and after attention."""
        d, inner = config.hidden_size, self.heads * self.head_size
        self.q_proj = nn.Linear(d, inner)
        self.k_proj = nn.Linear(d, inner)
        self.v_proj = nn.Linear(d, inner)
        self.o_proj = nn.Linear(inner, d)

    def project(self, hidden, rotation):  # [b n d] -> [b n h s], two of [b n g s]
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        return tuple(split_heads(x, self.head_size) for x in projected)

    def forward(self, hidden, attention_mask, blind, rotation=None, *, output_attentions):
        """A patch that is `blind` [b n], to which all keys are masked, gets the mean."""
        # As published: softplus(x) / log(2), so that a scale of 0 changes nothing.
        scale = ops.softplus(ops.asarray(self.scaling)) * (1.442695041 * self.head_size**-0.5)
        query, key, value = self.project(hidden, rotation)
        seeing = ops.cast(~blind, ops.dtype(query))
        query = query * scale * ops.unsqueeze(ops.unsqueeze(seeing, -1), -1)
        output, weights = ops.attention(
            query,
            key,
            value,
            scale=1.0,
            mask=attention_mask,
            dropout=self.dropout,
            return_weights=output_attentions,
        )
        batch, patches, _ = ops.shape(hidden)
        output = ops.reshape(output, (batch, patches, self.heads * self.head_size))
        return self.o_proj(output), weights


def causal_mask(present, *, like):
    """Which patches each may see, of those that are `present` [b n]: [b 1 n n].

    And those that see none [b n], for which the mask is open.
    """
    count = ops.shape(like)[1]
    mask = attention_masks.causal_keys(0, count, count, like=like)
    mask = mask & attention_masks.boolean_mask(present)
    blind = ~ops.any(mask, -1)  # [b 1 n]
    return mask | ops.unsqueeze(blind, -1), blind[:, 0]


class TimesFmDecoderLayer(nn.Block):
    def __init__(self, config: TimesFmConfig):
        super().__init__()
        self.self_attn = TimesFmAttention(config)
        self.mlp = TimesFmMLP(config)
        self.input_layernorm = nn.RMSNorm(config.hidden_size, eps=config.rms_norm_eps)

    def forward(self, hidden, absent, attention_mask, blind, *, output_attentions):
        output, weights = self.self_attn(
            self.input_layernorm(hidden), attention_mask, blind, output_attentions=output_attentions
        )
        return self.mlp(hidden + output, absent), weights


class TimesFmPreTrainedModel(nn.PreTrainedModel):
    """What all TimesFM models share."""

    config_class = TimesFmConfig
    base_model_prefix = "decoder"
    main_input_name = "past_values"
    computed = (r"position_emb\.inv_timescales$",)


class TimesFmModel(TimesFmPreTrainedModel):
    """TimesFM without a head.

    Args of `forward`:
        past_values: [b t], of which t is a multiple of the patch's length.
        past_values_padding: [b t], 1 where there is no value.
        freq: [b 1], how often there is one: 0 (up to daily), 1 (weekly, monthly), 2 (more seldom).

    Returns:
        TimesFmOutput: last_hidden_state [b n d]; loc and scale [b], by which values are
        normalised: the mean and deviation of the first patch with three values.
    """

    def __init__(self, config: TimesFmConfig):
        super().__init__(config)
        d = config.hidden_size
        self.input_ff_layer = TimesFmResidualBlock(
            2 * config.patch_length, config.intermediate_size, d
        )
        self.freq_emb = nn.Embedding(config.freq_size, d)
        self.layers = nn.ModuleList(
            TimesFmDecoderLayer(config) for _ in range(config.num_hidden_layers)
        )
        if config.use_positional_embedding:
            self.position_emb = TimesFmPositionalEmbedding(config)

    def forward(
        self,
        past_values,
        past_values_padding,
        freq,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        config = self.config
        shape = (ops.shape(past_values)[0], -1, config.patch_length)
        values = ops.reshape(past_values, shape)  # [b n p]
        padding = ops.reshape(ops.cast(past_values_padding, ops.dtype(values)), shape)
        values = ops.where(ops.abs(padding - 1.0) < config.tolerance, 0.0, values)
        padding = ops.where(ops.abs(values - config.pad_val) < config.tolerance, 1.0, padding)
        loc, scale = statistics(values, padding)
        scale = ops.clamp(scale, min=config.tolerance)
        values = (values - _per_patch(loc)) / _per_patch(scale) * (1.0 - padding)

        hidden = self.input_ff_layer(ops.cat([values, padding], -1))  # [b n d]
        absent = ops.amin(padding, -1)  # [b n], 1 for patches without any value
        if config.use_positional_embedding:
            hidden = hidden + self.position_emb(absent)
        hidden = hidden + self.freq_emb(freq)

        mask, blind = causal_mask(absent == 0, like=hidden)
        states, attentions = (hidden,), ()
        for layer in self.layers:
            hidden, weights = layer(
                hidden, absent, mask, blind, output_attentions=output_attentions
            )
            states += (hidden,)
            attentions += (weights,)
        return TimesFmOutput(
            last_hidden_state=hidden,
            hidden_states=states if output_hidden_states else None,
            attentions=attentions if output_attentions else None,
            loc=loc,
            scale=scale,
        )


def _per_patch(x):  # [b] -> [b 1 1]
    return ops.unsqueeze(ops.unsqueeze(x, 1), 1)


def statistics(values, padding):
    """Mean and deviation [b] of the first patch of [b n p] that has three values (or the last)."""
    last = ops.shape(values)[1] - 1
    enough = ops.sum(1 - padding, 2) >= 3  # [b n]
    first = ops.argmax(ops.cast(enough, "int64"), 1)
    index = ops.where(ops.any(enough, 1), ops.cast(first, "int64"), last)
    chosen = ops.unsqueeze(ops.unsqueeze(index, 1), 1)  # [b 1 1]
    values, present = (ops.gather(x, 1, chosen)[:, 0] for x in (values, 1 - padding))  # [b p]
    count = ops.clamp(ops.sum(present, 1), min=1.0)
    mean = ops.sum(values * present, 1) / count
    centred = (values - ops.unsqueeze(mean, 1)) * present
    return mean, ops.sqrt(ops.sum(centred**2, 1) / count)


def aligned(series: Any) -> tuple[Any, Any]:
    """Series of any lengths, as one [b t] that is padded in front, and [b t] 1 for padding."""
    tensors = any(hasattr(one, "shape") and not isinstance(one, np.ndarray) for one in series)
    if not tensors:
        arrays = [np.asarray(one, np.float32) for one in series]
        longest = max(len(one) for one in arrays)
        values = [np.pad(one, (longest - len(one), 0)) for one in arrays]
        padding = [np.arange(longest) < longest - len(one) for one in arrays]
        return np.stack(values), np.stack(padding).astype(np.float32)
    longest = max(ops.shape(one)[0] for one in series)
    widths = [[(longest - ops.shape(one)[0], 0)] for one in series]
    values = [ops.pad(one, width, value=0.0) for one, width in zip(series, widths, strict=True)]
    padding = [
        ops.pad(ops.zeros(ops.shape(one), like=one), width, value=1.0)
        for one, width in zip(series, widths, strict=True)
    ]
    return ops.stack(values, 0), ops.stack(padding, 0)


class Forecasting(nn.PreTrainedModel):
    """A forecast from the last values of series of any lengths."""

    @classmethod
    def _collate(cls, inputs: dict[str, Any]) -> dict[str, Any]:
        series = inputs.get("past_values")
        if isinstance(series, list | tuple):
            values, padding = aligned(series)
            inputs = inputs | {"past_values": values, "past_values_padding": padding}
        return inputs

    def read(self, past_values, past_values_padding, *, context: int, window_size: int | None):
        """The last `context` values and their padding, each [b t] or [2b t], and the least value.

        With a window, rows of moving averages and of what they leave take turns.
        """
        values = past_values[:, -context:]
        if past_values_padding is None:
            padding = ops.zeros(ops.shape(values), like=values)
        else:
            padding = ops.cast(past_values_padding[:, -context:], ops.dtype(values))
        least = ops.amin(ops.where(padding == 1, np.inf, values), (0, 1))
        if window_size is not None:
            values, padding = decomposed(values, window_size), twice(padding)
        missing = [(0, 0), (context - ops.shape(values)[1], 0)]
        return ops.pad(values, missing, value=0.0), ops.pad(padding, missing, value=1.0), least

    def whole_patches(self, wanted: int) -> int:
        """A number of values to read, if it is one of whole patches.

        Raises:
            InputError: it is not.
        """
        if wanted <= 0 or wanted % self.config.patch_length:
            raise InputError(
                f"forecast_context_len is {wanted}, expected a multiple of the patch's length, "
                f"{self.config.patch_length}."
            )
        return wanted


class TimesFmModelForPrediction(TimesFmPreTrainedModel, Forecasting):
    """What follows a time series: the mean and quantiles.

    Args of `forward`:
        past_values: [b t], or a list of series [t] of any lengths. The last values are read,
            `context_length` of them or `forecast_context_len`.
        freq: [b], see TimesFmModel; 0 by default.
        future_values: [b f], for a loss: mean squared error, and that of quantiles.
        past_values_padding: [b t], 1 in front where a series has not begun.
        window_size: predict the moving average of so many values, and the rest, apart.
        return_forecast_on_context: predict the past from its second patch on, too.
        truncate_negative: predict nothing below 0 unless the past has it.

    Returns:
        TimesFmOutputForPrediction: mean_predictions [b f], full_predictions [b f m] (the mean
        and the quantiles), the network's last_hidden_state [b n d].
    """

    def __init__(self, config: TimesFmConfig):
        super().__init__(config)
        self.decoder = TimesFmModel(config)
        self.horizon_ff_layer = TimesFmResidualBlock(
            config.hidden_size,
            config.intermediate_size,
            config.horizon_length * (1 + len(config.quantiles)),
        )

    def forward(
        self,
        past_values,
        freq=None,
        future_values=None,
        past_values_padding=None,
        *,
        window_size: int | None = None,
        forecast_context_len: int | None = None,
        return_forecast_on_context: bool = False,
        truncate_negative: bool = False,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        config = self.config
        wanted = config.context_length if forecast_context_len is None else forecast_context_len
        context = self.whole_patches(min(wanted, config.context_length))
        if freq is None:
            freq = ops.zeros((ops.shape(past_values)[0],), like=past_values, dtype="int64")
        if window_size is not None:
            freq = twice(freq)
        values, padding, least = self.read(
            past_values, past_values_padding, context=context, window_size=window_size
        )
        output = self.decoder(
            values,
            padding,
            ops.unsqueeze(freq, 1),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        full = self.predictions(output, on_context=return_forecast_on_context)  # [b f m]
        if window_size is not None:
            full = full[0::2] + full[1::2]
        if truncate_negative:
            full = ops.where(least >= 0, ops.clamp(full, min=0.0), full)
        mean = full[:, :, 0]
        loss = None
        if future_values is not None:
            loss = ops.mse_loss(mean, future_values)
            loss = loss + quantile_loss(full[:, :, 1:], future_values, config.quantiles)
        return TimesFmOutputForPrediction(
            last_hidden_state=output.last_hidden_state,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
            mean_predictions=mean,
            full_predictions=full,
            loss=loss,
        )

    def predictions(self, output: TimesFmOutput, *, on_context: bool):
        config = self.config
        scores = self.horizon_ff_layer(output.last_hidden_state)
        batch, count, _ = ops.shape(scores)
        outputs = 1 + len(config.quantiles)
        scores = ops.reshape(scores, (batch, count, config.horizon_length, outputs))
        loc, scale = (ops.unsqueeze(_per_patch(x), 1) for x in (output.loc, output.scale))
        scores = scores * scale + loc
        if not on_context:
            return scores[:, -1]
        past = scores[:, :-1, : config.patch_length]
        length = min(config.patch_length, config.horizon_length)
        past = ops.reshape(past, (batch, (count - 1) * length, outputs))
        return ops.cat([past, scores[:, -1]], 1)


def quantile_loss(predictions, future_values, quantiles: list[float]):
    """The mean pinball loss of `predictions` [b f m], of as many quantiles."""
    losses = []
    for index, quantile in enumerate(quantiles):
        error = future_values - predictions[:, :, index]
        loss = ops.maximum((quantile - 1) * error, quantile * error)
        losses.append(ops.mean(loss, (0, 1)))
    return ops.mean(ops.stack(losses, 0), 0)


def decomposed(values, window: int):
    """[2b t] from [b t]: of each series the mean of the last `window` values, and the rest."""
    tokens = ops.shape(values)[1]
    start = ops.unsqueeze(ops.arange(0, tokens, like=values, dtype="int64"), 1)
    offset = ops.unsqueeze(ops.arange(0, window, like=values, dtype="int64"), 0)
    before = ops.pad(values, [(0, 0), (window - 1, 0)], value=0.0)
    smooth = ops.mean(ops.take(before, start + offset, 1), -1)
    return _interleaved(smooth, values - smooth)


def twice(x):
    """[2b ...] from [b ...], each row followed by itself."""
    return _interleaved(x, x)


def _interleaved(one, other):
    pairs = ops.stack([one, other], 1)
    return ops.reshape(pairs, (-1, *ops.shape(one)[1:]))


HEADS = {
    "base": TimesFmModel,
    "time-series-prediction": TimesFmModelForPrediction,
}
