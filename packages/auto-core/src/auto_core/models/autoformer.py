"""Autoformer: Wu et al., 2021, arXiv:2106.13008.

Series are taken apart into trends, which are moving averages, and seasons. In the place of
attention, values are shifted by the delays at which queries and keys agree most, and added up.

b batch, t steps of the context, f steps to predict, l steps of the decoder, n steps, c channels,
h heads, s size of a head, d hidden, p features of a step, k delays.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.autoformer import AutoformerConfig
from auto_core.errors import InputError
from auto_core.outputs import (
    AutoFormerDecoderOutput,
    AutoformerModelOutput,
    SampleTSPredictionOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import Attention, CrossAttention, split_heads
from ..blocks.distributions import samples
from ..blocks.seq2seq import encoded, finite
from ..blocks.series_scaling import scaled
from . import bart
from .time_series_transformer import (
    SeriesStack,
    TimeSeriesTransformerForPrediction,
    TimeSeriesTransformerModel,
    TimeSeriesTransformerPreTrainedModel,
)

EPS = 1e-5  # of all norms


class SeriesDecomposition:
    """The moving average of a series, whose ends are repeated, and what it leaves."""

    def __init__(self, config: AutoformerConfig):
        self.size = config.moving_average

    def __call__(self, x):  # [b n d] -> two of [b n d]
        batch, _, features = ops.shape(x)
        around = (batch, (self.size - 1) // 2, features)
        ends = ops.expand(x[:, :1], around), ops.expand(x[:, -1:], around)
        padded = ops.cat([ends[0], x, ends[1]], 1)
        trend = ops.avg_pool1d(padded, self.size, stride=1, padding=0, count_include_pad=True)
        return x - trend, trend


class AutoformerLayernorm(nn.Module):
    """A layer norm, from which the mean over all steps is taken away."""

    def __init__(self, config: AutoformerConfig):
        super().__init__()
        self.layernorm = nn.LayerNorm(config.d_model, eps=EPS)

    def forward(self, x):  # [b n d] -> [b n d]
        x = self.layernorm(x)
        return x - ops.mean(x, 1, keepdim=True)


class AutoformerAttention(bart.BartAttention):
    """Values shifted by the delays at which queries agree most with keys, by how much they do."""

    def __init__(self, config: AutoformerConfig, heads: int):
        super().__init__(config, heads, config.d_model)
        self.delays = config.delays

    def fitted(self, query, key, value):
        """Queries, keys and values of as many steps as the queries have, [b n d]."""
        batch, steps, size = ops.shape(query)
        others = ops.shape(key)[1]
        if steps <= others:
            return query, key[:, :steps], value[:, :steps]
        more, fewer = (ops.zeros((batch, n, size), like=query) for n in (steps - others, others))
        key, value = ops.cat([key, more], 1), ops.cat([value, more], 1)
        return ops.cat([query[:, : steps - others], fewer], 1), key, value  # as published

    def forward(self, hidden, attend, source=None):  # [b n d], [b t d] -> [b n d]
        other = hidden if source is None else source
        query, key, value = self.fitted(self.q_proj(hidden), self.k_proj(other), self.v_proj(other))
        batch, steps, size = ops.shape(query)
        step = ops.arange(0, steps, like=query, dtype="int64")
        # Of the delays, in rows: which step each step goes to, round and round.
        later = (ops.unsqueeze(step, 1) + ops.unsqueeze(step, 0)) % steps  # [n n]
        products = ops.matmul(query, ops.transpose(key, 1, 2))  # [b n n]
        agreement = ops.gather(products, 1, ops.unsqueeze(later, 0))
        agreement = ops.sum(agreement, 2) / size  # [b n], for each delay
        if attend.recorder.wants_attentions:
            shifted = ops.take(split_heads(query, self.head_size), later, 1)  # [b n n h s]
            keys = ops.unsqueeze(split_heads(key, self.head_size), 1)
            attend.record(ops.transpose(ops.sum(shifted * keys, 2), 1, 2))  # [b h n s]
        count = self.delays(steps)
        if nn.in_training(self):  # the same delays for all series
            _, index = ops.topk(ops.mean(agreement, 0), count, 0)
            index = ops.expand(ops.unsqueeze(index, 0), (batch, count))
        else:
            _, index = ops.topk(agreement, count, 1)
        weights = ops.softmax(ops.gather(agreement, 1, index), 1)  # [b k]
        goes = ops.one_hot(ops.take(later, index, 0), steps, dtype=ops.dtype(weights))  # [b k n n]
        weights = ops.unsqueeze(ops.unsqueeze(weights, 2), 3)
        return self.out_proj(ops.matmul(ops.sum(goes * weights, 1), value))


class AutoformerLayer(nn.Block):
    """A layer of the encoder; and of the decoder, which also gives the trend that it takes away."""

    def __init__(self, config: AutoformerConfig, *, decoder: bool):
        super().__init__()
        d = config.d_model
        heads = config.decoder_attention_heads if decoder else config.encoder_attention_heads
        inner = config.decoder_ffn_dim if decoder else config.encoder_ffn_dim
        self.self_attn = AutoformerAttention(config, heads)
        self.self_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
        if decoder:
            self.encoder_attn = AutoformerAttention(config, heads)
            self.encoder_attn_layer_norm = nn.LayerNorm(d, eps=EPS)
            # A convolution whose last step is also before the first.
            self.trend_projection = nn.Conv1d(d, config.feature_size, 3, padding=0, bias=False)
        self.fc1 = nn.Linear(d, inner)
        self.fc2 = nn.Linear(inner, d)
        self.final_layer_norm = AutoformerLayernorm(config)
        self.dropout = nn.Dropout(config.dropout)
        self.activation = activation(config.activation_function)
        self.activation_dropout = nn.Dropout(config.activation_dropout)
        self.apart, self.decoder = SeriesDecomposition(config), decoder

    def feed_forward(self, hidden):
        inner = self.activation_dropout(self.activation(self.fc1(hidden)))
        return hidden + self.dropout(self.fc2(inner))

    def forward(self, hidden, attend, encoder_hidden_states=None, cross_attend=None):
        """[b n d], [b t d] -> [b n d] and, of a decoder's layer, the trend [b n p]."""
        hidden = hidden + self.dropout(self.self_attn(hidden, attend))
        if not self.decoder:
            hidden, _ = self.apart(self.self_attn_layer_norm(hidden))
            hidden, _ = self.apart(self.feed_forward(hidden))
            return finite(self.final_layer_norm(hidden))
        hidden, trend = self.apart(hidden)
        hidden = self.self_attn_layer_norm(hidden)
        attended = self.encoder_attn(hidden, cross_attend, encoder_hidden_states)
        hidden, more = self.apart(hidden + self.dropout(attended))
        trend = trend + more
        hidden, more = self.apart(self.feed_forward(self.encoder_attn_layer_norm(hidden)))
        trend = trend + more
        trend = ops.cat([trend[:, -1:], trend, trend[:, :1]], 1)
        return self.final_layer_norm(hidden), self.trend_projection(trend)


class AutoformerStack(SeriesStack):
    """The encoder, or the decoder, whose positions begin within the context."""

    layer_class = AutoformerLayer

    def __init__(self, config: AutoformerConfig, *, decoder: bool):
        super().__init__(config, decoder=decoder)
        if decoder:
            self.start = config.lengths()[0] - config.label_length
            self.seasonality_projection = nn.Linear(config.d_model, config.feature_size)

    def decode(self, features, trend, recorder: Recorder, encoder_hidden_states):
        """[b l p] twice, [b t d] -> AutoFormerDecoderOutput, of two of [b l p]."""
        hidden = self.embedded(features, None)
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            attend, cross = Attention(recorder), CrossAttention(recorder)
            output, more = layer(hidden, attend, encoder_hidden_states, cross)
            hidden = self.layerdrop(output, hidden)
            trend = self.layerdrop(trend + more, trend)
        season = self.seasonality_projection(hidden)
        recorder.add_hidden_state(season)  # as published
        return AutoFormerDecoderOutput(
            last_hidden_state=season,
            trend=trend,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            cross_attentions=recorder.cross_attentions,
        )


class AutoformerPreTrainedModel(TimeSeriesTransformerPreTrainedModel):
    """What all Autoformer models share."""

    config_class = AutoformerConfig
    stack_class = AutoformerStack


class AutoformerModel(TimeSeriesTransformerModel, AutoformerPreTrainedModel):
    """Autoformer without a head. The decoder reads the last steps of the context and as many zeros
    as there are steps to predict, all at once.

    Args of `forward`: those of TimeSeriesTransformerModel; past_key_values and
        decoder_attention_mask have no meaning here. Without future_values the decoder does not run.

    Returns:
        AutoformerModelOutput: last_hidden_state [b l p], the season, and trend [b l p], whose last
        steps are those to predict.
    """

    def __init__(self, config: AutoformerConfig):
        super().__init__(config)
        self.apart = SeriesDecomposition(config)

    def split(self, values, static, past_times, future_times):
        """What the encoder reads [b t p] of scaled values [b t' (c)], and what the decoder does:
        features and trend [b l p], or two None without future times."""
        config = self.config
        context, steps = config.lengths()
        lagged = self.lagged(values, context)
        times = self.time_features(past_times, future_times, values)
        features = self.with_static(static, times)
        encoder = ops.cat([lagged, features[:, :context]], -1)
        if future_times is None:
            return encoder, None, None
        season, trend = self.apart(lagged)
        start = context - config.label_length
        batch, _, size = ops.shape(lagged)
        zeros = ops.zeros((batch, steps, size), like=lagged)
        mean = ops.expand(ops.mean(lagged, 1, keepdim=True), (batch, steps, size))
        known = features[:, start:]
        season = ops.cat([ops.cat([season[:, start:], zeros], 1), known], -1)
        trend = ops.cat([ops.cat([trend[:, start:], mean], 1), known], -1)
        return encoder, season, trend

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
        """`use_cache` is of no effect."""
        for name, value in (
            ("decoder_attention_mask", decoder_attention_mask),
            ("past_key_values", past_key_values),
        ):
            if value is not None:
                raise InputError(f"{name} has no meaning for Autoformer: leave it out.")
        config = self.config
        self.checked(past_values, past_time_features, future_values, future_time_features)
        past_values = ops.asarray(past_values)
        context, steps = config.lengths()
        observed = ops.ones(ops.shape(past_values), like=past_values)
        if past_observed_mask is not None:
            observed = ops.cast(past_observed_mask, ops.dtype(past_values))
        _, loc, scale = scaled(config, past_values[:, -context:], observed[:, -context:])
        static = self.static(loc, scale, static_categorical_features, static_real_features)
        values = (past_values - loc) / scale
        times = None
        if future_values is not None:
            times = future_time_features
            if times is None:
                times = ops.zeros((ops.shape(values)[0], steps, 0), like=values)
        features, season, trend = self.split(values, static, past_time_features, times)
        wants = dict(attentions=output_attentions, hidden_states=output_hidden_states)
        if encoder_outputs is None:
            encoder = self.encoder(features, Recorder(**wants, cache=False))
        else:
            encoder = encoded(encoder_outputs)
        decoder: Any = AutoFormerDecoderOutput()
        if season is not None:
            recorder = Recorder(**wants, cache=False)
            decoder = self.decoder.decode(season, trend, recorder, encoder.last_hidden_state)
        return AutoformerModelOutput(
            last_hidden_state=decoder.last_hidden_state,
            trend=decoder.trend,
            decoder_hidden_states=decoder.hidden_states,
            decoder_attentions=decoder.attentions,
            cross_attentions=decoder.cross_attentions,
            encoder_last_hidden_state=encoder.last_hidden_state,
            encoder_hidden_states=encoder.hidden_states,
            encoder_attentions=encoder.attentions,
            loc=loc,
            scale=scale,
            static_features=static,
        )


class AutoformerForPrediction(TimeSeriesTransformerForPrediction, AutoformerPreTrainedModel):
    """The distribution of what follows a series; see TimeSeriesTransformerForPrediction."""

    base_class = AutoformerModel

    def projected(self, config: AutoformerConfig) -> int:
        return config.feature_size

    def predicted(self, output):
        both = output.last_hidden_state + output.trend
        return self.parameters_of(both[:, -self.config.lengths()[1] :])

    def generate(
        self,
        past_values,
        past_time_features=None,
        future_time_features=None,
        past_observed_mask=None,
        static_categorical_features=None,
        static_real_features=None,
    ):
        """Futures that the distribution makes likely: sequences [b num_parallel_samples f], or
        [b num_parallel_samples f c] of several channels. All steps are predicted at once."""
        config = self.config
        _, steps = config.lengths()
        self._check_future(future_time_features)
        shape = ops.shape(past_values)
        # Of no effect on the prediction.
        future = ops.zeros((shape[0], steps, *shape[2:]), like=ops.asarray(past_values))
        output = self.model(
            past_values,
            past_time_features,
            past_observed_mask,
            static_categorical_features,
            static_real_features,
            future,
            future_time_features,
            return_dict=True,
        )
        sampled = samples(
            self.kind,
            self.predicted(output),
            output.loc,
            output.scale,
            count=config.num_parallel_samples,
            seed=self._sampling_seed(),
        )
        return SampleTSPredictionOutput(sequences=sampled)


PREFIX = "Autoformer"
HEADS = {"base": AutoformerModel}
