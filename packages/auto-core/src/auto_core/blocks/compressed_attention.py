"""Attention to the last tokens and to entries each made of many: DeepSeek-AI, 2026, DeepSeek-V4.

An entry is a sum of the projections of a window of tokens, by weights of each number of its own;
where windows overlap, also of the window before. A query attends to the entries of windows that
have ended, all of them or those that an indexer chooses. Keys are values too, and all heads share
them; the rotated part of a value is turned back after attention.

b batch, t new tokens, q queries, k keys, n entries, r tokens of a window, h heads, s size of a
head, w numbers of a projection, d hidden.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from auto_core.configs.deepseek_v4 import SLIDING, SPARSE, DeepseekV4Config
from auto_core.recorder import Recorder, Recording

from .. import nn, ops
from .attention import Attention, split_heads
from .hyper_connections import unweighted_norm
from .indexed_attention import allowed_keys, best_keys, index_scores
from .losses import widened
from .rotary import RotaryEmbedding, rotate_pairs


def rotate_end(x, cos, sin):  # [b t h s], two of [b t 1 p] -> [b t h s]
    """Turn pairs of the last p numbers of each head."""
    turning = ops.shape(cos)[-1]
    still, end = ops.split(x, [ops.shape(x)[-1] - turning, turning], -1)
    return ops.cat([still, rotate_pairs(end, cos, sin)], -1)


class Several(Recording):
    """Each `Attention` of a layer that has several parts of the cache."""

    def __init__(self, recorder: Recorder, each: list[Attention]):
        self.recorder, self.each = recorder, each

    def recording_in(self, recorder: Recorder) -> Several:
        return Several(recorder, [attend.recording_in(recorder) for attend in self.each])


@dataclass
class Counted:
    """Where the new tokens stand in their texts.

    Attributes:
        index: [b|1 t], counted from the first token that is no padding.
        padding: [b 1], how many slots are before that one; None for none.
        offset: [b|1 1], the position of that one.
    """

    index: Any
    padding: Any
    offset: Any

    def from_first(self, x):  # [b k w] -> [b k w]
        """What slots hold, from the first token on. Behind the last token stands something."""
        if self.padding is None:
            return x
        batch, keys, size = ops.shape(x)
        slot = ops.unsqueeze(ops.arange(0, keys, like=x, dtype="int64"), 0) + self.padding
        slot = ops.unsqueeze(ops.clamp(slot, max=keys - 1), 2)
        return ops.gather(x, 1, ops.expand(slot, (batch, keys, size)))


class Compressor(nn.Module):
    """The entries [b n s] of a text.

    Args:
        size: s.
        rate: r.
        overlaps: whether an entry is of two windows.
    """

    def __init__(self, config: DeepseekV4Config, size: int, rate: int, *, overlaps: bool):
        super().__init__()
        d, width = config.hidden_size, size * (2 if overlaps else 1)
        self.size, self.rate, self.overlaps = size, rate, overlaps
        self.wkv = nn.Linear(d, width, bias=False)
        self.wgate = nn.Linear(d, width, bias=False)
        self.ape = nn.Parameter((rate, width), init="zeros")
        self.norm = nn.RMSNorm(size, eps=config.rms_norm_eps)
        self.rotary = RotaryEmbedding(config, "compress")

    def forward(self, hidden, counted: Counted, attend: Attention):
        """[b t d] -> [b n 1 s], and which of them each query may attend to, [b|1 1 q n]."""
        parts = (ops.unsqueeze(project(hidden), 2) for project in (self.wkv, self.wgate))
        values, gates = (counted.from_first(x[:, :, 0]) for x in attend.extend(*parts))
        count = ops.shape(values)[1] // self.rate
        values = self.windows(values, count)
        gates = self.windows(gates, count) + ops.asarray(self.ape)
        if self.overlaps:
            values = self.with_the_window_before(values, 0.0)
            gates = self.with_the_window_before(gates, float("-inf"))
        weights = ops.cast(ops.softmax(widened(gates), 2), ops.dtype(values))
        entries = ops.unsqueeze(self.norm(ops.sum(values * weights, 2)), 2)
        number = ops.arange(0, count, like=hidden, dtype="int64")
        position = ops.unsqueeze(number * self.rate, 0) + counted.offset
        entries = rotate_end(entries, *self.rotary(position, hidden))
        ended = ops.unsqueeze((counted.index + 1) // self.rate, 2)  # [b|1 q 1]
        return entries, ops.unsqueeze(number < ended, 1)

    def windows(self, x, count):  # [b k w] -> [b n r w]
        batch, _, width = ops.shape(x)
        return ops.reshape(x[:, : count * self.rate], (batch, count, self.rate, width))

    def with_the_window_before(self, x, nothing: float):  # [b n r 2s] -> [b n 2r s]
        earlier, own = ops.split(x, [self.size, self.size], -1)
        earlier = ops.pad(earlier, [(0, 0), (1, 0), (0, 0), (0, 0)], value=nothing)[:, :-1]
        return ops.cat([earlier, own], 2)


class EntryIndexer(nn.Module):
    """Which entries each query attends to; it has smaller entries of its own."""

    def __init__(self, config: DeepseekV4Config):
        super().__init__()
        self.size, self.heads = config.index_head_dim, config.index_n_heads
        self.most = config.index_topk
        rate = (config.compress_rates or {})[SPARSE]
        self.compressor = Compressor(config, self.size, rate, overlaps=True)
        self.wq_b = nn.Linear(config.q_lora_rank, self.heads * self.size, bias=False)
        self.weights_proj = nn.Linear(config.hidden_size, self.heads, bias=False)

    def forward(self, hidden, latent, rotation, counted: Counted, attend: Attention):
        """The mask [b|1 1 q n] of the entries chosen."""
        keys, allowed = self.compressor(hidden, counted, attend)
        count = ops.shape(keys)[1]
        if isinstance(count, int) and count <= self.most:
            return allowed
        query = rotate_end(split_heads(self.wq_b(latent), self.size), *rotation)
        scores = index_scores(query, keys, self.weights_proj(hidden))
        return best_keys(ops.detach(scores), allowed, self.most)


class GroupedLinear(nn.Module):
    """A linear map for each group of inputs, [b t g*i] -> [b t g*o]."""

    def __init__(self, groups: int, in_features: int, out_features: int):
        super().__init__()
        self.groups, self.inputs = groups, in_features
        self.weight = nn.Parameter((groups * out_features, in_features), init="normal")

    def forward(self, x):
        weight = ops.asarray(self.weight)
        outputs = ops.shape(weight)[0]
        weight = ops.reshape(weight, (self.groups, outputs // self.groups, self.inputs))
        batch, tokens, _ = ops.shape(x)
        x = ops.reshape(x, (batch, tokens, self.groups, self.inputs))
        return ops.reshape(ops.einsum("btgi,goi->btgo", x, weight), (batch, tokens, outputs))


class CompressedAttention(nn.Module):
    """Args:
    layer: its number, from which follows whether it has entries, and who chooses among them.
    """

    def __init__(self, config: DeepseekV4Config, layer: int):
        super().__init__()
        d, h, size, eps = (
            config.hidden_size,
            config.num_attention_heads,
            config.head_size,
            config.rms_norm_eps,
        )
        kind = (config.layer_types or [])[layer]
        self.rotation = "main" if kind == SLIDING else "compress"
        self.head_size, self.eps = size, eps
        self.dropout = nn.Dropout(config.attention_dropout or 0.0)
        self.wq_a = nn.Linear(d, config.q_lora_rank, bias=False)
        self.q_norm = nn.RMSNorm(config.q_lora_rank, eps=eps)
        self.wq_b = nn.Linear(config.q_lora_rank, h * size, bias=False)
        self.wkv = nn.Linear(d, size, bias=False)
        self.kv_norm = nn.RMSNorm(size, eps=eps)
        groups, rank = config.o_groups, config.o_lora_rank
        self.wo_a = GroupedLinear(groups, h * size // groups, rank)
        self.wo_b = nn.Linear(groups * rank, d, bias=False)
        self.attn_sink = nn.Parameter((h,), init="zeros")
        self.compressor = self.indexer = None
        if kind != SLIDING:
            rate = (config.compress_rates or {})[kind]
            self.compressor = Compressor(config, size, rate, overlaps=kind == SPARSE)
        if kind == SPARSE:
            self.indexer = EntryIndexer(config)

    def forward(self, hidden, rotations, counted: Counted, attends: Several):  # [b t d] -> [b t d]
        rotation = rotations[self.rotation]
        latent = self.q_norm(self.wq_a(hidden))
        query = unweighted_norm(split_heads(self.wq_b(latent), self.head_size), self.eps)
        query = rotate_end(query, *rotation)
        key = rotate_end(ops.unsqueeze(self.kv_norm(self.wkv(hidden)), 2), *rotation)
        attend, *others = attends.each
        key, _ = attend.extend(key, key)
        allowed = allowed_keys(attend, hidden, key)
        if self.compressor is not None:
            entries, chosen = self.compressor(hidden, counted, others[0])
            if self.indexer is not None:
                chosen = self.indexer(hidden, latent, rotation, counted, others[1])
            key, sizes = ops.cat([key, entries], 1), ops.shape(hidden)[:2]
            allowed = ops.cat([of_all_rows(mask, *sizes) for mask in (allowed, chosen)], 3)
        attend = copy.copy(attend)
        attend.mask, attend.causal = allowed, False
        sinks = ops.asarray(self.attn_sink)
        output = attend(
            query, key, key, scale=self.head_size**-0.5, sinks=sinks, dropout=self.dropout
        )
        cos, sin = rotation
        output = rotate_end(split_heads(output, self.head_size), cos, -sin)
        batch, tokens, heads, size = ops.shape(output)
        return self.wo_b(self.wo_a(ops.reshape(output, (batch, tokens, heads * size))))


def of_all_rows(allowed, batch, queries):  # [b|1 1 q k] -> [b 1 q k]
    return ops.expand(allowed, (batch, 1, queries, ops.shape(allowed)[3]))
