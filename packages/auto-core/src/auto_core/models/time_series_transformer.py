"""The time series transformer: Hugging Face, 2022.

BART's encoder reads the past of a series: the values some steps before each, features of the time
and of the series. Its decoder gives the distribution of each following value. Informer and
Autoformer are variations of this file.

b batch, t steps of the context, f steps to predict, c channels, s static features, d hidden. A
series of one channel has no axis for it.
"""

from __future__ import annotations

from auto_core.configs._series import SeriesConfig
from auto_core.configs.time_series_transformer import TimeSeriesTransformerConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    SampleTSPredictionOutput,
    Seq2SeqTSModelOutput,
    Seq2SeqTSPredictionOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.attention import recorded
from ..blocks.distributions import DISTRIBUTIONS, negative_log_likelihood, samples
from ..blocks.layer_drop import LayerDrop
from ..blocks.seq2seq import encoded, joined
from ..blocks.series_scaling import scaled
from . import bart


class FeatureEmbedder(nn.Module):
    """Static categories [b n] as vectors, one after the other [b e]."""

    def __init__(self, config: SeriesConfig):
        super().__init__()
        sizes = zip(config.cardinality or [], config.embedding_dimension or [], strict=True)
        self.embedders = nn.ModuleList(nn.Embedding(count, size) for count, size in sizes)

    def forward(self, features):
        embedded = [embed(features[:, index]) for index, embed in enumerate(self.embedders)]
        return ops.cat(embedded, -1)


class ValueEmbedding(nn.Module):
    def __init__(self, config: SeriesConfig):
        super().__init__()
        self.value_projection = nn.Linear(config.feature_size, config.d_model, bias=False)

    def forward(self, features):  # [b t features] -> [b t d]
        return self.value_projection(features)


class SeriesStack(bart.BartLayers):
    """The encoder, or the decoder: its positions are those after the context."""

    def __init__(self, config: SeriesConfig, *, decoder: bool):
        super().__init__()
        context, steps = config.lengths()
        self.value_embedding = ValueEmbedding(config)
        self.embed_positions = bart.SinusoidalPositions(context + steps, config.d_model)
        count = config.decoder_layers if decoder else config.encoder_layers
        self.layers = nn.ModuleList(
            self.layer(config, index, decoder=decoder) for index in range(count)
        )
        self.layernorm_embedding = nn.LayerNorm(config.d_model, eps=1e-5)
        self.dropout = nn.Dropout(config.dropout)
        skipped = config.decoder_layerdrop if decoder else config.encoder_layerdrop
        self.layerdrop = LayerDrop(skipped)
        self.decoder, self.start = decoder, context if decoder else 0

    def layer(self, config: SeriesConfig, index: int, *, decoder: bool) -> nn.Module:
        """The layer of this index."""
        return self.layer_class(config, decoder=decoder)

    def embedded(self, features, past):  # [b t features] -> [b t d]
        hidden = self.value_embedding(features)
        positions = self.embed_positions(kv_cache.positions(past, features) + self.start)
        return self.dropout(self.layernorm_embedding(hidden + positions))

    def forward(
        self,
        features,
        recorder: Recorder,
        attention_mask=None,
        encoder_hidden_states=None,
        past=None,
    ):
        hidden = self.embedded(features, past)
        mask, causal = None, False
        if self.decoder:
            mask, causal = attention_masks.causal_mask(attention_mask, past, hidden)
        hidden = self.run_layers(
            hidden, recorder, mask, encoder_hidden_states, None, past, causal=causal
        )
        recorder.add_hidden_state(hidden)
        return recorded(recorder, hidden, past)


class TimeSeriesTransformerPreTrainedModel(nn.PreTrainedModel):
    """What all of these models share."""

    config_class = TimeSeriesTransformerConfig
    base_model_prefix = "model"
    main_input_name = "past_values"
    head_parts = (r"^parameter_projection\.",)
    stack_class = SeriesStack  # the part that variations of this family replace
    input_order = (
        "past_values",
        "past_time_features",
        "past_observed_mask",
        "static_categorical_features",
        "static_real_features",
        "future_values",
        "future_time_features",
    )


class TimeSeriesTransformerModel(TimeSeriesTransformerPreTrainedModel):
    """The time series transformer without a head.

    Args of `forward`:
        past_values: [b p], or [b p c] of several channels: config.past_length steps, of which the
            last are the context.
        past_time_features: [b p n], what is known of the time of each step.
        past_observed_mask: of past_values' axes, 0 where a value is missing.
        static_categorical_features: [b n], of each series.
        static_real_features: [b n].
        future_values: [b f] or [b f c], which the decoder reads; without them it reads one zero.
        future_time_features: [b f n].
        encoder_outputs: of an earlier call.

    Returns:
        Seq2SeqTSModelOutput: last_hidden_state [b f d] of the decoder, what values were scaled by,
        the static features, and on request hidden states and attentions.
    """

    def __init__(self, config: SeriesConfig):
        super().__init__(config)
        if config.num_static_categorical_features > 0:
            self.embedder = FeatureEmbedder(config)
        self.encoder = self.stack_class(config, decoder=False)
        self.decoder = self.stack_class(config, decoder=True)

    def get_encoder(self):
        return self.encoder

    def get_decoder(self):
        return self.decoder

    def lagged(self, values, steps, shift: int = 0):
        """What the last `steps` [b p (c)] had some lags before: [b steps c*lags]."""
        length = ops.shape(values)[1]
        parts = []
        for lag in self.config.lags_sequence:
            end = length - (lag - shift)
            parts.append(values[:, end - steps : end])
        stacked = ops.stack(parts, -1)
        if len(ops.shape(stacked)) == 3:
            return stacked
        batch, _, channels, lags = ops.shape(stacked)
        return ops.reshape(stacked, (batch, steps, channels * lags))

    def checked(self, past_values, past_time_features, future_values, future_time_features) -> None:
        """Refuse series of other lengths or channels, by name."""
        config = self.config
        if past_values is None:
            raise InputError("Pass past_values.")
        steps, axes = config.lengths()[1], 3 if config.input_size > 1 else 2
        for name, value in (("past_values", past_values), ("future_values", future_values)):
            if value is None:
                continue
            shape = ops.shape(value)
            if len(shape) != axes or (axes == 3 and shape[2] != config.input_size):
                channels = f", {config.input_size}" if axes == 3 else ""
                raise InputError(f"{name} are {tuple(shape)}, expected [batch, steps{channels}].")
        expected = (
            ("past_values", past_values, config.past_length),
            ("past_time_features", past_time_features, config.past_length),
            ("future_values", future_values, steps),
            ("future_time_features", future_time_features, steps),
        )
        for name, value, length in expected:
            if value is None:
                continue
            shape = ops.shape(value)
            least = name == "past_values"
            wrong = shape[1] < length if least else shape[1] != length
            if isinstance(shape[1], int) and wrong:
                raise InputError(
                    f"{name} have {shape[1]} steps, expected {length}{' or more' if least else ''}."
                )
            if name.endswith("features") and shape[-1] != config.time_features:
                raise InputError(
                    f"{name} have {shape[-1]} features, expected {config.time_features}: "
                    "num_time_features and num_dynamic_real_features."
                )
        if config.time_features and past_time_features is None:
            raise InputError("Pass past_time_features.")
        if config.time_features and future_values is not None and future_time_features is None:
            raise InputError("Pass future_time_features with future_values.")

    def static(self, loc, scale, categories, reals):
        """What is known of each series [b s]: categories, numbers, its location and scale."""
        config, batch = self.config, ops.shape(loc)[0]
        shape = (batch, config.input_size)
        parts = [ops.log1p(ops.abs(loc)), ops.log(scale)]
        parts = [ops.reshape(x, shape) for x in parts]
        given = (
            ("static_real_features", reals, config.num_static_real_features),
            ("static_categorical_features", categories, config.num_static_categorical_features),
        )
        for name, value, count in given:
            found = 0 if value is None else ops.shape(value)[-1]
            if found != count:
                raise InputError(
                    f"{name} are {found}, expected {count} of each series: num_{name}."
                )
        if reals is not None and config.num_static_real_features:
            parts.insert(0, ops.cast(reals, ops.dtype(scale)))
        if categories is not None and config.num_static_categorical_features:
            parts.insert(0, ops.cast(self.embedder(categories), ops.dtype(scale)))
        return ops.cat(parts, 1)

    def with_static(self, static, times):
        """Static features [b s] before those of each step [b t n]."""
        batch, steps, _ = ops.shape(times)
        static = ops.expand(ops.unsqueeze(static, 1), (batch, steps, ops.shape(static)[1]))
        return ops.cat([static, times], -1)

    def time_features(self, past, future, values):
        """Of the context's steps and, if given, those to predict: [b t n]."""
        config, like = self.config, values
        context, steps = config.lengths()
        if past is None:  # there are none
            count = context + (0 if future is None else steps)
            return ops.zeros((ops.shape(values)[0], count, 0), like=like)
        past = past[:, max(config.lags_sequence) :]
        times = past if future is None else ops.cat([past, future], 1)
        return ops.cast(times, ops.dtype(values))

    def inputs(
        self,
        past_values,
        past_time_features,
        past_observed_mask,
        categories,
        reals,
        future_values,
        future_time_features,
    ):
        """What the encoder and, with future values, the decoder read [b t features]; what values
        were shifted and scaled by, and the static features."""
        self.checked(past_values, past_time_features, future_values, future_time_features)
        config = self.config
        context, steps = config.lengths()
        observed = ops.ones(ops.shape(past_values), like=past_values)
        if past_observed_mask is not None:
            observed = ops.cast(past_observed_mask, ops.dtype(past_values))
        _, loc, scale = scaled(config, past_values[:, -context:], observed[:, -context:])
        values = past_values
        if future_values is not None:
            future = ops.cast(future_values, ops.dtype(past_values))
            values = ops.cat([past_values, future], 1)
            context = context + steps
        values = (values - loc) / scale
        static = self.static(loc, scale, categories, reals)
        future_times = None if future_values is None else future_time_features
        if future_values is not None and future_times is None:
            future_times = ops.zeros((ops.shape(values)[0], steps, 0), like=values)
        times = self.time_features(past_time_features, future_times, values)
        features = ops.cat([self.lagged(values, context), self.with_static(static, times)], -1)
        return features, loc, scale, static

    def decoder_features(self, features, context, *, has_future: bool):
        """What the decoder reads, [b f features]: zeros of one step without future values."""
        if has_future:
            return features[:, context:]
        batch, _, size = ops.shape(features)
        return ops.zeros((batch, 1, size), like=features)

    def forward(
        self,
        past_values=None,
        past_time_features=None,
        past_observed_mask=None,
        static_categorical_features=None,
        static_real_features=None,
        future_values=None,
        future_time_features=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        features, loc, scale, static = self.inputs(
            past_values,
            past_time_features,
            past_observed_mask,
            static_categorical_features,
            static_real_features,
            future_values,
            future_time_features,
        )
        wants = dict(attentions=output_attentions, hidden_states=output_hidden_states)
        context, _ = self.config.lengths()
        if encoder_outputs is None:
            encoder = self.encoder(features[:, :context], Recorder(**wants))
        else:
            encoder = encoded(encoder_outputs)
        use_cache = self.config.use_cache if use_cache is None else use_cache
        decoder = self.decoder(
            self.decoder_features(features, context, has_future=future_values is not None),
            Recorder(**wants, cache=use_cache),
            decoder_attention_mask,
            encoder.last_hidden_state,
            past_key_values,
        )
        return Seq2SeqTSModelOutput.of(
            joined(encoder, decoder), loc=loc, scale=scale, static_features=static
        )


class TimeSeriesTransformerForPrediction(TimeSeriesTransformerPreTrainedModel):
    """The distribution of what follows a series; the loss is that of future_values.

    Args of `forward`, besides those of the base model:
        future_observed_mask: of future_values' axes, 0 where a value does not count.

    Returns:
        Seq2SeqTSPredictionOutput: with future_values the loss and params, a tuple of the parameters
        [b f] or [b f c], before values are scaled back.
    """

    base_class = TimeSeriesTransformerModel
    # Whether a step leaves those before it as they were, so that a cache may keep them.
    keeps_steps = True

    def __init__(self, config: SeriesConfig):
        super().__init__(config)
        self.model = self.base_class(config)
        self.kind = DISTRIBUTIONS[config.distribution_output]
        self.parameter_projection = self.kind(self.projected(config), config.input_size)

    def projected(self, config: SeriesConfig) -> int:
        """The size of what the parameters are made of."""
        return config.d_model

    def get_encoder(self):
        return self.model.get_encoder()

    def get_decoder(self):
        return self.model.get_decoder()

    def parameters_of(self, hidden):  # [b f d] -> a tuple of [b f] or [b f c]
        found = self.parameter_projection(hidden)
        return found if self.config.input_size > 1 else tuple(x[..., 0] for x in found)

    def predicted(self, output):
        """The parameters for the steps to predict, of the base model's output."""
        return self.parameters_of(output.last_hidden_state)

    def weighted(self, future_values, params, loc, scale, observed):
        """The mean negative log-likelihood of the values that count."""
        future = ops.cast(future_values, ops.dtype(scale))
        joint = self.config.input_size > 1
        loss = negative_log_likelihood(self.kind, future, params, loc, scale, joint=joint)  # [b f]
        weights = ops.ones(ops.shape(future), like=loss)
        if observed is not None:
            weights = ops.cast(observed, ops.dtype(loss))
        weights = ops.amin(weights, -1) if joint else weights
        axes = tuple(range(len(ops.shape(loss))))
        total = ops.sum(ops.where(weights != 0, loss * weights, 0.0), axes)
        return total / ops.clamp(ops.sum(weights, axes), min=1.0)

    def forward(
        self,
        past_values=None,
        past_time_features=None,
        past_observed_mask=None,
        static_categorical_features=None,
        static_real_features=None,
        future_values=None,
        future_time_features=None,
        future_observed_mask=None,
        decoder_attention_mask=None,
        encoder_outputs=None,
        past_key_values=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output = self.model(
            past_values,
            past_time_features,
            past_observed_mask,
            static_categorical_features,
            static_real_features,
            future_values,
            future_time_features,
            decoder_attention_mask,
            encoder_outputs,
            past_key_values,
            use_cache=False if future_values is not None else use_cache,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
        )
        loss = params = None
        if future_values is not None:
            params = self.predicted(output)
            affine = output.loc, output.scale
            loss = self.weighted(future_values, params, *affine, future_observed_mask)
            params = self.kind.affine(params, *affine)[0]  # as published
        return Seq2SeqTSPredictionOutput.of(output, loss=loss, params=params)

    def repeated(self, x):
        """Each of [b ...] as often as there are samples, one after the other."""
        count, shape = self.config.num_parallel_samples, ops.shape(x)
        x = ops.expand(ops.unsqueeze(x, 1), (shape[0], count, *shape[1:]))
        return ops.reshape(x, (shape[0] * count, *shape[1:]))

    def sampled(self, params, loc, scale):
        """One sample for each set of parameters."""
        seed = self._sampling_seed()
        return samples(self.kind, params, loc, scale, count=1, seed=seed)[:, 0]

    def generate(
        self,
        past_values,
        past_time_features=None,
        future_time_features=None,
        past_observed_mask=None,
        static_categorical_features=None,
        static_real_features=None,
    ):
        """Futures that the distributions make likely: sequences [b num_parallel_samples f], or
        [b num_parallel_samples f c] of several channels. Each step is sampled after those before.
        """
        config = self.config
        _, steps = config.lengths()
        self._check_future(future_time_features)
        output = self(
            past_values,
            past_time_features,
            past_observed_mask,
            static_categorical_features,
            static_real_features,
            use_cache=False,
            return_dict=True,
        )
        loc, scale = self.repeated(output.loc), self.repeated(output.scale)
        like = output.static_features
        values = (self.repeated(ops.asarray(past_values, like=like)) - loc) / scale
        batch = ops.shape(like)[0]
        times = ops.zeros((batch, steps, 0), like=like)
        if future_time_features is not None:
            times = ops.asarray(future_time_features, like=like, dtype=ops.dtype(like))
        features = self.repeated(self.model.with_static(like, times))
        encoder = self.repeated(output.encoder_last_hidden_state)
        found, past = [], None
        for step in range(steps):
            first = step if self.keeps_steps else 0
            lagged = self.model.lagged(values, step + 1 - first, shift=1)
            inputs = ops.cat([lagged, features[:, first : step + 1]], -1)
            recorder = Recorder(cache=self.keeps_steps)
            decoder = self.model.decoder(inputs, recorder, None, encoder, past)
            past = decoder.past_key_values
            params = self.parameters_of(decoder.last_hidden_state[:, -1:])
            found.append(self.sampled(params, loc, scale))
            values = ops.cat([values, (found[-1] - loc) / scale], 1)
        sequences = ops.cat(found, 1)
        shape = (batch, config.num_parallel_samples, *ops.shape(sequences)[1:])
        return SampleTSPredictionOutput(sequences=ops.reshape(sequences, shape))

    def _check_future(self, times) -> None:
        if self.config.time_features and times is None:
            raise InputError("Pass future_time_features.")
        steps = self.config.lengths()[1]
        wanted = (steps, self.config.time_features)
        found = wanted if times is None else tuple(ops.shape(ops.asarray(times)))
        if found[-2:] != wanted:
            raise InputError(
                f"future_time_features are {found}, expected [batch, {wanted[0]}, {wanted[1]}]."
            )


PREFIX = "TimeSeriesTransformer"
HEADS = {"base": TimeSeriesTransformerModel}
