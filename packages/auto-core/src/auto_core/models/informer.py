"""Informer: Zhou et al., 2020, arXiv:2012.07436.

The time series transformer whose queries attend to keys only where that matters most (ProbSparse
attention), and whose encoder halves its steps from layer to layer.

b batch, t steps (q as queries, k as keys), u queries that attend, n sampled keys, h heads, s size
of a head, d hidden.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.informer import InformerConfig
from auto_core.errors import InputError
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import split_heads
from . import bart, time_series_transformer


class InformerProbSparseAttention(bart.BartAttention):
    """Attention of the queries whose scores of sampled keys stand out; the others get the mean of
    all values or, in a decoder, the sum of those up to them."""

    def __init__(self, config: InformerConfig, heads: int, *, decoder: bool):
        super().__init__(config, heads, config.d_model)
        self.factor, self.decoder = config.sampling_factor, decoder
        self.random = nn.Random()

    def sampled(self, count: int, keys: int, like):
        """Indices [count] below `keys`, sampled anew at each call."""
        even = self.random.uniform((count,), like=like, dtype="float32")
        return ops.clamp(ops.cast(ops.floor(even * keys), "int64"), max=keys - 1)

    def forward(self, hidden, attend, source=None):  # [b t d] -> [b t d]
        batch, steps, size = ops.shape(hidden)
        if not isinstance(steps, int):
            raise InputError("Informer's sparse attention needs to know how many steps there are.")
        query = split_heads(self.q_proj(hidden) * self.head_size**-0.5, self.head_size)
        key, value = self.project(hidden)
        query, key, value = (ops.transpose(x, 1, 2) for x in (query, key, value))  # [b h t s]
        length = math.ceil(math.log1p(steps))
        count = min(self.factor * steps * length, steps)
        chosen = ops.take(key, self.sampled(count, steps, key), 2)  # [b h n s]
        scores = ops.matmul(query, ops.transpose(chosen, 2, 3))
        standing_out = ops.amax(scores, 3) - ops.sum(scores, 3) / steps  # [b h q]
        _, index = ops.topk(standing_out, min(self.factor * length, steps), 2)  # [b h u]
        rows = ops.unsqueeze(index, 3)
        scores = ops.matmul(ops.gather(query, 2, rows), ops.transpose(key, 2, 3))  # [b h u k]
        if self.decoder:
            position = ops.arange(0, steps, like=index, dtype="int64")
            allowed = position <= rows
            if attend.mask is not None:
                heads = ops.shape(index)[1]
                mask = ops.expand(attend.mask, (batch, heads, steps, steps))
                allowed = allowed & ops.gather(mask, 2, rows)
            scores = ops.where(allowed, scores, -3e38)
        weights = ops.softmax(scores, 3)
        if attend.recorder.wants_attentions:
            attend.record(weights)
        output = ops.matmul(self.dropout(weights), value)  # [b h u s]
        if self.decoder:
            context = ops.cumsum(value, 2)
        else:
            context = ops.expand(ops.mean(value, 2, keepdim=True), ops.shape(value))
        rows = ops.expand(rows, ops.shape(output))
        output = ops.scatter(context, 2, rows, output)
        return self.out_proj(ops.reshape(ops.transpose(output, 1, 2), (batch, steps, size)))


class InformerLayer(bart.BartLayer):
    def self_attention(self, config: Any, heads: int, *, decoder: bool) -> nn.Module:
        if config.attention_type == "prob":
            return InformerProbSparseAttention(config, heads, decoder=decoder)
        return super().self_attention(config, heads, decoder=decoder)


class InformerConvLayer(nn.Module):
    """Every two steps become one; the last step is also before the first."""

    def __init__(self, size: int):
        super().__init__()
        self.downConv = nn.Conv1d(size, size, 3, padding=0)
        self.norm = nn.BatchNorm1d(size, eps=1e-5, momentum=0.1)

    def forward(self, hidden):  # [b t d] -> [b t/2 d]
        hidden = self.downConv(ops.cat([hidden[:, -1:], hidden, hidden[:, :1]], 1))
        return ops.max_pool1d(ops.elu(self.norm(hidden), alpha=1.0), 3, stride=2, padding=1)


class InformerStack(time_series_transformer.SeriesStack):
    layer_class = InformerLayer

    def __init__(self, config: InformerConfig, *, decoder: bool):
        super().__init__(config, decoder=decoder)
        self.distils = config.distil and not decoder
        if self.distils:
            count = config.encoder_layers - 1
            self.conv_layers = nn.ModuleList(
                InformerConvLayer(config.d_model) for _ in range(count)
            )
        self.sparse = config.attention_type == "prob"

    def forward(self, features, recorder: Recorder, *more: Any, **named: Any):
        past = more[2] if len(more) > 2 else named.get("past")
        if self.sparse and past is not None:
            raise InputError(
                "Informer's sparse attention chooses among all queries, so there are no "
                'past_key_values: leave them out, or load it with attention_type="full".'
            )
        if self.sparse:
            recorder = Recorder(
                attentions=recorder.wants_attentions,
                hidden_states=recorder.wants_hidden_states,
                cache=False,
            )
        return super().forward(features, recorder, *more, **named)

    def run_layers(self, hidden, recorder: Recorder, *more: Any, **named: Any):
        """Without the halving as before; hidden states are those of layers, before it."""
        if not self.distils:
            return super().run_layers(hidden, recorder, *more, **named)
        recorder.add_hidden_state(hidden)
        for index, layer in enumerate(self.layers):
            attend = self.attention_class(recorder, None, layer=index)
            hidden = self.layerdrop(layer(hidden, attend), hidden)
            if index < len(self.conv_layers):
                recorder.add_hidden_state(hidden)
                hidden = self.conv_layers[index](hidden)
        return hidden


class InformerPreTrainedModel(time_series_transformer.TimeSeriesTransformerPreTrainedModel):
    """What all Informer models share."""

    config_class = InformerConfig
    stack_class = InformerStack


class InformerModel(time_series_transformer.TimeSeriesTransformerModel, InformerPreTrainedModel):
    """Informer without a head; called like TimeSeriesTransformerModel."""


class InformerForPrediction(
    time_series_transformer.TimeSeriesTransformerForPrediction, InformerPreTrainedModel
):
    """The distribution of what follows a series; see TimeSeriesTransformerForPrediction."""

    base_class = InformerModel

    @property
    def keeps_steps(self) -> bool:  # type: ignore[override]
        return self.config.attention_type == "full"


PREFIX = "Informer"
HEADS = {"base": InformerModel}
