"""Chronos-Bolt: Ansari et al., 2024, arXiv:2403.07815; Amazon, 2024.

T5, whose encoder reads patches of a time series and whose decoder gives, in one step, quantiles of
what follows.

b batch, t steps, n patches, p steps of a patch, q quantiles, f steps to predict, d hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.configs.chronos_bolt import ChronosBoltConfig
from auto_core.errors import InputError
from auto_core.outputs import ChronosBoltOutput

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.inference import as_numpy, evaluating
from . import t5

LEAST = 1e-5  # the scale of a series of one value


class ResidualBlock(nn.Module):
    """A feed-forward part, and a linear map beside it."""

    def __init__(self, config: ChronosBoltConfig, inputs: int, outputs: int):
        super().__init__()
        self.hidden_layer = nn.Linear(inputs, config.d_ff)
        self.output_layer = nn.Linear(config.d_ff, outputs)
        self.residual_layer = nn.Linear(inputs, outputs)
        self.activation = activation(config.dense_act_fn)
        self.dropout = nn.Dropout(config.dropout_rate)

    def forward(self, x):  # [... inputs] -> [... outputs]
        hidden = self.output_layer(self.activation(self.hidden_layer(x)))
        return self.dropout(hidden) + self.residual_layer(x)


def location_and_scale(values):
    """The mean and the standard deviation [b 1] of what is known of series [b t]."""
    known = ops.cast(values == values, ops.dtype(values))  # nan is not itself
    values = ops.where(values == values, values, 0.0)
    count = ops.sum(known, 1, keepdim=True)
    loc = ops.sum(values, 1, keepdim=True) / ops.clamp(count, min=1.0)
    square = ops.sum(((values - loc) * known) ** 2, 1, keepdim=True)
    scale = ops.sqrt(square / ops.clamp(count, min=1.0))
    scale = ops.where(count > 0, scale, 1.0)
    return loc, ops.where(scale == 0, LEAST, scale)


class ChronosBoltModelForForecasting(t5.T5PreTrainedModel):
    """Quantiles of what follows a series.

    Args of `forward`:
        context: [b t], nan where a value is missing; the last `context_length` steps are read.
        context_mask: [b t], 1 for values that count; by default those that are no nan. It is the
            `mask` of chronos-forecasting.
        target: [b f] or fewer steps, for the loss.
        target_mask: of target's axes, 1 for values that count; by default those that are no nan.

    Returns:
        ChronosBoltOutput: quantile_preds [b q f], and the loss.
    """

    config_class = ChronosBoltConfig
    always_tied = t5.TIED_STACKS
    ignored_keys = (*t5.T5PreTrainedModel.ignored_keys, r"^lm_head\.weight$")
    main_input_name = "context"
    input_order = ("context", "context_mask", "target", "target_mask")

    def __init__(self, config: ChronosBoltConfig):
        super().__init__(config)
        series = config.chronos_config
        self.shared = nn.Embedding(config.vocab_size, config.d_model)
        size = 2 * series.input_patch_size
        self.input_patch_embedding = ResidualBlock(config, size, config.d_model)
        self.encoder = self.stack_class(config, decoder=False)
        self.decoder = self.stack_class(config, decoder=True)
        outputs = len(series.quantiles) * series.prediction_length
        self.output_patch_embedding = ResidualBlock(config, config.d_model, outputs)

    def get_input_embeddings(self):
        return self.shared

    def set_input_embeddings(self, value):
        self.shared = value
        self.tie_weights()

    def patches(self, x, fill: float):
        """[b t] -> [b n p]; what is short of whole patches is filled up at the start."""
        series = self.config.chronos_config
        size, stride = series.input_patch_size, series.input_patch_stride
        steps = ops.shape(x)[1]
        if not isinstance(steps, int):
            raise InputError("The number of steps must be known when a graph is made.")
        room = -steps % size
        x = ops.pad(x, [(0, 0), (room, 0)], value=fill)
        count = (steps + room - size) // stride + 1
        index = stride * np.arange(count)[:, None] + np.arange(size)
        return ops.take(x, ops.asarray(index, like=x, dtype="int64"), 1)

    def constant(self, token: int, rows, like):
        """A token [b 1] of each series."""
        return ops.zeros((rows, 1), like=like, dtype="int64") + token

    def encode(self, context, context_mask=None):
        """What the decoder attends to [b n d], which of it [b n], and location and scale [b 1].

        With `use_reg_token`, a token stands behind the patches."""
        series = self.config.chronos_config
        if len(ops.shape(context)) != 2:
            raise InputError(f"context is {tuple(ops.shape(context))}, expected [batch, steps].")
        known = context == context if context_mask is None else context_mask
        known = ops.cast(known, ops.dtype(context))
        if tuple(ops.shape(known)) != tuple(ops.shape(context)):
            raise InputError(f"context_mask is {tuple(ops.shape(known))}, unlike context.")
        context, known = context[:, -series.context_length :], known[:, -series.context_length :]
        loc, scale = location_and_scale(context)
        values = self.patches((context - loc) / scale, 0.0)
        known = self.patches(known, 0.0)
        values = ops.where(known > 0, values, 0.0)
        hidden = self.input_patch_embedding(ops.cat([values, known], -1))
        attended = ops.sum(known, -1) > 0
        if series.use_reg_token:
            rows = ops.shape(hidden)[0]
            token = self.constant(self.config.reg_token_id, rows, context)
            hidden = ops.cat([hidden, self.shared(token)], 1)
            attended = ops.cat([attended, self.constant(1, rows, context) > 0], 1)
        output = self.encoder(None, ops.cast(attended, "int64"), hidden)
        return output.last_hidden_state, attended, loc, scale

    def loss(self, found, target, target_mask, loc, scale):
        """The quantile loss of scaled predictions [b q f]."""
        series = self.config.chronos_config
        steps = ops.shape(target)[1]
        room = series.prediction_length - steps
        if room < 0:
            raise InputError(
                f"target has {steps} steps, the model predicts {series.prediction_length}."
            )
        counts = target == target if target_mask is None else target_mask
        counts = ops.cast(counts, ops.dtype(found))
        target = ops.where(counts > 0, (target - loc) / scale, 0.0)
        target, counts = (
            ops.unsqueeze(ops.pad(x, [(0, 0), (0, room)], value=0), 1) for x in (target, counts)
        )
        levels = ops.asarray(np.array(series.quantiles), like=found, dtype=ops.dtype(found))
        below = ops.cast(target <= found, ops.dtype(found))
        wrong = (target - found) * (below - ops.unsqueeze(levels, 1))
        each = ops.mean(2 * ops.abs(wrong) * counts, 1)  # [b f]
        return ops.mean(ops.sum(each, 1), 0)

    def forward(self, context=None, context_mask=None, target=None, target_mask=None):
        if context is None:
            raise InputError("Pass context.")
        series = self.config.chronos_config
        hidden, attended, loc, scale = self.encode(context, context_mask)
        rows = ops.shape(hidden)[0]
        start = self.constant(self.config.decoder_start_token_id or 0, rows, context)
        attended = ops.cast(attended, "int64")
        output = self.decoder(start, None, None, hidden, attended)
        found = self.output_patch_embedding(output.last_hidden_state)
        found = ops.reshape(found, (rows, len(series.quantiles), series.prediction_length))
        loss = None if target is None else self.loss(found, target, target_mask, loc, scale)
        found = found * ops.unsqueeze(scale, 1) + ops.unsqueeze(loc, 1)
        return ChronosBoltOutput(loss=loss, quantile_preds=found)

    def forecast(self, inputs, prediction_length: int | None = None) -> np.ndarray:
        """Quantiles of any number of steps [b q f].

        Beyond `prediction_length` steps each quantile goes on as a series of its own, and the
        quantiles of all their quantiles count.

        Args:
            inputs: [b t], a series [t], or a list of series of different lengths.
        """
        series = self.config.chronos_config
        length = series.prediction_length if prediction_length is None else prediction_length
        if isinstance(length, bool) or not isinstance(length, int) or length < 1:
            raise InputError(f"prediction_length is {length!r}, expected a positive integer.")
        context = aligned(inputs)[:, -series.context_length :]
        count = len(series.quantiles)
        with evaluating(self):
            found = [self._quantiles(context)]
            if length > series.prediction_length:
                context = np.repeat(context[:, None], count, 1)
            while len(found) * series.prediction_length < length:
                context = np.concatenate([context, found[-1]], 2)[..., -series.context_length :]
                rows = len(context)
                more = self._quantiles(context.reshape(rows * count, -1))
                more = more.reshape(rows, count * count, -1)
                more = np.quantile(more, series.quantiles, axis=1)
                found.append(np.moveaxis(more, 0, 1).astype(np.float32))
        return np.concatenate(found, 2)[..., :length]

    def forecast_quantiles(
        self, inputs, prediction_length: int | None = None, quantile_levels: Sequence[float] = ()
    ) -> tuple[np.ndarray, np.ndarray]:
        """Quantiles [b f q] of these levels, by default the model's, and the median [b f].

        Levels between the model's are interpolated, as if its own were evenly spaced; those beyond
        are its lowest and highest.
        """
        series = self.config.chronos_config
        levels = list(quantile_levels) or series.quantiles
        found = np.moveaxis(self.forecast(inputs, prediction_length), 1, 2)  # [b f q]
        if 0.5 not in series.quantiles:
            raise InputError(f"The model has no median: its quantiles are {series.quantiles}.")
        if set(levels) <= set(series.quantiles):
            chosen = found[..., [series.quantiles.index(level) for level in levels]]
        else:
            wider = np.concatenate([found[..., :1], found, found[..., -1:]], -1)
            chosen = np.moveaxis(np.quantile(wider, levels, axis=-1), 0, 2)
        return chosen.astype(np.float32), found[..., series.quantiles.index(0.5)]

    def _quantiles(self, context: np.ndarray) -> np.ndarray:
        """One step of `forecast`: [b t] -> [b q f]."""
        output: Any = self(ops.asarray(context.astype(np.float32)), return_dict=True)
        return as_numpy(output.quantile_preds)


def aligned(inputs: Any) -> np.ndarray:
    """Series as [b t], nan before shorter ones."""
    if isinstance(inputs, list | tuple):
        rows = [_values(row) for row in inputs]
        if not rows or any(row.ndim != 1 for row in rows):
            raise InputError("A list of inputs is one of series, each with one axis.")
        longest = max(len(row) for row in rows)
        short = [np.full(longest - len(row), np.nan, np.float32) for row in rows]
        return np.stack([np.concatenate(pair) for pair in zip(short, rows, strict=True)])
    found = _values(inputs)
    found = found[None] if found.ndim == 1 else found
    if found.ndim != 2:
        raise InputError(f"inputs have {found.ndim} axes, expected [batch, steps].")
    return found


def _values(x: Any) -> np.ndarray:
    x = x if isinstance(x, np.ndarray | list | tuple) else as_numpy(x)
    return np.asarray(x, np.float32)


HEADS = {
    "base": ChronosBoltModelForForecasting,
    "time-series-prediction": ChronosBoltModelForForecasting,
}
