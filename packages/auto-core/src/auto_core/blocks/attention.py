"""Attention of a layer within a forward pass: its mask, its part of the cache, its records.

A model makes an `Attention` for each layer and passes it down:

    for index, layer in enumerate(self.layers):
        hidden = layer(hidden, Attention(recorder, mask, causal=causal, past=past, layer=index))

and the layer's attention calls it:

    key, value = attend.extend(key, value)  # with the cached ones
    return self.o_proj(attend(query, key, value, scale=self.scale, dropout=self.dropout))

b batch, q queries, k keys, t new tokens, h heads, g heads of keys and values, s size of a head.
"""

from __future__ import annotations

from typing import Any

from auto_core.outputs import BaseModelOutputWithPastAndCrossAttentions, KeyValueCache
from auto_core.recorder import Recorder, Recording

from .. import ops
from . import kv_cache, ring_cache


class Attention(Recording):
    """Self-attention.

    Args:
        recorder: of this forward pass.
        mask: [b|1 1|h q k], True where a query attends to a key; None for all.
        causal: whether a query attends to no later keys.
        past: the cache that the pass began with, or None.
        layer: index of the layer in the cache.
        window: how many tokens a query of this layer attends to, itself
            included; None for all.
    """

    weights = "attentions"  # under which name the recorder keeps the weights

    def __init__(
        self,
        recorder: Recorder,
        mask: Any = None,
        *,
        causal: bool = False,
        past: KeyValueCache | None = None,
        layer: int = 0,
        window: int | None = None,
    ):
        self.recorder, self.mask, self.causal = recorder, mask, causal
        self.past, self.layer, self.window = past, layer, window

    @property
    def start(self) -> Any:
        """The position of the first new token: how many the cache holds."""
        return kv_cache.filled(self.past)

    def extend(self, key, value):
        """Keys and values [b k g s] that the queries attend to: the cached, then
        the new [b t g s]."""
        attended, kept = ring_cache.extend(self.past, self.layer, key, value, window=self.window)
        self.recorder.add_cache_entry("present", kept)
        return attended

    def project(self, project, hidden):
        """Keys and values [b k g s] that the queries attend to: the cached, then
        `project(hidden)`."""
        return self.extend(*project(hidden))

    def __call__(
        self,
        query,
        key,
        value,
        *,
        scale: float,
        dropout=None,
        bias=None,
        softcap: float | None = None,
        sinks=None,
    ):
        """[b q h s], [b k g s], [b k g s] -> [b q h*s]; `bias` is added to the scaled scores."""
        output, weights = ops.attention(
            query,
            key,
            value,
            scale=scale,
            mask=self.mask,
            causal=self.causal,
            bias=bias,
            softcap=softcap,
            sinks=sinks,
            dropout=dropout,
            return_weights=self.recorder.wants_attentions,
        )
        if self.recorder.wants_attentions:
            self.record(weights)
        batch, queries, heads, size = ops.shape(output)
        return ops.reshape(output, (batch, queries, heads * size))

    def record(self, weights) -> None:
        """Keep the weights [b h q k]."""
        self.recorder.add(self.weights, weights)


class CrossAttention(Attention):
    """Attention to an encoder's hidden states, whose keys and values the cache keeps."""

    weights = "cross_attentions"

    def project(self, project, hidden):
        """Keys and values [b k h s]: the cached ones, else `project(hidden)` of the encoder's."""
        pair = kv_cache.cross(self.past, self.layer, project, hidden)
        self.recorder.add_cache_entry("cross_present", pair)
        return pair


def split_heads(x, size: int):
    """[b t h*s] -> [b t h s]: as many heads of this size as there are, all or a device's share."""
    batch, tokens, features = ops.shape(x)
    return ops.reshape(x, (batch, tokens, features // size, size))


def run_layers(layers, hidden, attend):
    """A stack of layers without a cache, [b t d] -> [b t d]; each hidden state is recorded."""
    for layer in layers:
        attend.recorder.add_hidden_state(hidden)
        hidden = layer(hidden, attend)
    attend.recorder.add_hidden_state(hidden)
    return hidden


def recorded(recorder: Recorder, hidden, past: KeyValueCache | None = None):
    """The output of a stack of layers: its last hidden state [b t d], what its layers have
    recorded and, if one is wanted, the cache after it."""
    after = None
    if recorder.wants_cache:
        after = kv_cache.after(recorder, past, ops.shape(hidden)[1])
    return BaseModelOutputWithPastAndCrossAttentions(
        last_hidden_state=hidden,
        past_key_values=after,
        hidden_states=recorder.hidden_states,
        attentions=recorder.attentions,
        cross_attentions=recorder.cross_attentions,
    )
