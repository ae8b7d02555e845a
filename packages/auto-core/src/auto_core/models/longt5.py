"""LongT5: Guo et al., 2021, arXiv:2112.07916.

T5's network, whose encoder attends within windows. With transient-global attention, each token
also attends to one summary of each block of the text, the norm of the sum of its hidden states.

b batch, t tokens, h heads, s size of a head, d hidden, c tokens of a window's block, g summaries,
n blocks.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.longt5 import LongT5Config
from auto_core.errors import InputError
from auto_core.recorder import Recorder, Recording

from .. import nn, ops
from ..blocks.attention import split_heads
from ..blocks.local_attention import Shared, local_attention, offsets
from ..blocks.relative_positions import buckets_of
from ..blocks.variation import variation
from . import t5


class LocalTokens(Recording):
    """What a layer of the encoder attends to.

    Args:
        recorder: of this forward pass.
        token: [b t], False for padding.
    """

    def __init__(self, recorder: Recorder, token):
        self.recorder, self.token = recorder, token


class LongT5LocalAttention(t5.T5Attention):
    def __init__(self, config: LongT5Config, *, biased: bool):
        super().__init__(config, both_ways=True, biased=biased)
        self.size = config.local_radius + 1

    def position_bias(self, hidden, attend):  # -> [1 h c 3c]
        bucket = buckets_of(self.table, offsets(self.size, like=hidden), ahead=self.ahead)
        return ops.unsqueeze(ops.permute(self.relative_attention_bias(bucket), (2, 0, 1)), 0)

    def forward(self, hidden, bias, attend, source=None):
        """[b t d], [1 h c 3c] -> [b t d]"""
        return self.local(hidden, bias, attend)

    def local(self, hidden, bias, attend, shared: Shared | None = None):
        projected = self.q(hidden), self.k(hidden), self.v(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        output, weights = local_attention(
            query,
            key,
            value,
            attend.token,
            size=self.size,
            radius=self.size - 1,
            scale=1.0,
            queries=attend.token,
            bias=bias,
            shared=shared,
            dropout=self.dropout,
            return_weights=attend.recorder.wants_attentions,
        )
        if weights is not None:
            own = 3 * self.size  # upstream's order: first those of the window
            weights = ops.cat([weights[..., -own:], weights[..., :-own]], -1)
            attend.recorder.add("attentions", weights)  # [b n h c 3c+g]
        return self.o(output)


class LongT5TransientGlobalAttention(LongT5LocalAttention):
    def __init__(self, config: LongT5Config, *, biased: bool):
        super().__init__(config, biased=biased)
        if biased:
            self.global_relative_attention_bias = nn.Embedding(
                config.relative_attention_num_buckets, config.num_heads
            )
        self.global_input_layer_norm = nn.RMSNorm(config.d_model, eps=config.layer_norm_epsilon)
        self.summarised = config.global_block_size

    def summaries(self, token):
        """The summary [b t] that each token is part of, -1 for none, and which there are [b g].

        Tokens behind the last whole block are part of its summary.
        """
        tokens = ops.shape(token)[1]
        position = ops.unsqueeze(ops.arange(0, tokens, like=token, dtype="int64"), 0)
        index = ops.where(token, position // self.summarised, -1)
        whole = token & (position % self.summarised == self.summarised - 1)
        last = ops.sum(ops.cast(whole, "int64"), 1, keepdim=True) - 1
        index = ops.minimum(index, last)
        count = ops.arange(0, tokens // self.summarised, like=token, dtype="int64")
        return index, ops.unsqueeze(count, 0) <= ops.amax(index, 1, keepdim=True)

    def position_bias(self, hidden, attend):  # -> [1 h c 3c], [b h t g]
        index, real = self.summaries(attend.token)
        summary = ops.arange(0, ops.shape(real)[1], like=index, dtype="int64")
        bucket = buckets_of(self.table, summary - ops.unsqueeze(index, 2), ahead=self.ahead)
        side = ops.permute(self.global_relative_attention_bias(bucket), (0, 3, 1, 2))
        return super().position_bias(hidden, attend), side

    def forward(self, hidden, bias, attend, source=None):
        """[b t d], ([1 h c 3c], [b h t g]) -> [b t d]"""
        local, side = bias
        index, real = self.summaries(attend.token)
        summary = ops.arange(0, ops.shape(real)[1], like=index, dtype="int64")
        part = ops.cast(ops.unsqueeze(index, 2) == summary, ops.dtype(hidden))  # [b t g]
        found = self.global_input_layer_norm(ops.einsum("btd,btg->bgd", hidden, part))
        key, value = (split_heads(x, self.head_size) for x in (self.k(found), self.v(found)))
        return self.local(hidden, local, attend, Shared(key, value, ops.unsqueeze(real, 1), side))


class LongT5LayerLocalSelfAttention(nn.Module):
    def __init__(self, config: LongT5Config, *, biased: bool):
        super().__init__()
        if config.encoder_attention_type == "local":
            self.LocalSelfAttention = LongT5LocalAttention(config, biased=biased)
        else:
            self.TransientGlobalSelfAttention = LongT5TransientGlobalAttention(
                config, biased=biased
            )
        self.layer_norm = nn.RMSNorm(config.d_model, eps=config.layer_norm_epsilon)
        self.dropout = nn.Dropout(config.dropout_rate)
        self.local = config.encoder_attention_type == "local"

    @property
    def SelfAttention(self):
        """The attention, under the name that T5's layers have for theirs."""
        return self.LocalSelfAttention if self.local else self.TransientGlobalSelfAttention

    def forward(self, hidden, bias, attend):  # [b t d] -> [b t d]
        return hidden + self.dropout(self.SelfAttention(self.layer_norm(hidden), bias, attend))


class LongT5Block(t5.T5Block):
    def self_attention(self, config: Any, *, decoder: bool, biased: bool) -> nn.Module:
        if decoder:
            return super().self_attention(config, decoder=decoder, biased=biased)
        return LongT5LayerLocalSelfAttention(config, biased=biased)


class LongT5Stack(t5.T5Stack):
    layer_class = LongT5Block

    def attention(self, recorder: Recorder, attention_mask, past, hidden) -> Any:
        if self.decoder:
            return super().attention(recorder, attention_mask, past, hidden)
        if attention_mask is None:
            token = ops.ones(ops.shape(hidden)[:2], like=hidden, dtype="int64") != 0
        elif len(ops.shape(attention_mask)) == 2:
            token = attention_mask != 0
        else:
            axes = len(ops.shape(attention_mask))
            raise InputError(f"attention_mask has {axes} axes; LongT5's encoder takes [b t].")
        return lambda index: LocalTokens(recorder, token)


HEADS = variation(
    __name__,
    "LongT5",
    t5,
    LongT5Config,
    stack_class=LongT5Stack,
    without=[
        "pretraining",
        "sequence-classification",
        "token-classification",
        "question-answering",
    ],
)
