"""Hy4: Tencent, 2026.

DeepSeek-V3.2's network with several streams of hidden states, whose parts read a mixture of them
and add to each; attention has gates and sinks (arXiv:2309.17453), and some layers attend to what an
earlier one has chosen.

b batch, t tokens, m streams, h heads, s size of a head, v size of a value, d hidden.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from auto_core.configs.hy_v4 import HYV4Config
from auto_core.initializers import Constant

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.experts import Experts
from ..blocks.hyper_connections import HyperHead, collapsed, of_streams
from ..blocks.indexed_attention import IndexedAttention, Indexer
from ..blocks.losses import widened
from ..blocks.rotary import rotate
from ..blocks.variation import variation
from . import deepseek_v3, deepseek_v32
from .deepseek_v4 import clamped


def rotate_last(x, cos, sin):  # [b t h s], two of [b t 1 r] -> [b t h s]
    """Turn the last r numbers of each head."""
    size, turned = ops.shape(x)[-1], ops.shape(cos)[-1]
    still, turning = ops.split(x, [size - turned, turned], -1)
    return ops.cat([still, rotate(turning, cos, sin)], -1)


class HYV4Indexer(Indexer):
    def __init__(self, config: HYV4Config):
        super().__init__(config)
        self.rotate_by = rotate_last
        self.k_norm = nn.LayerNorm(self.size, eps=config.rms_norm_eps)


class HYV4Attention(IndexedAttention):
    """Attention to chosen tokens and a sink, each of whose numbers has a gate."""

    indexer_class = HYV4Indexer

    def __init__(self, config: HYV4Config, layer: int):
        super().__init__(config, layer)
        size = self.heads * self.value_size
        self.gate_proj = nn.Linear(config.hidden_size, size, bias=False)
        self.sinks = nn.Parameter((self.heads,), init=Constant(config.learnable_sink_init))

    def options(self) -> dict[str, Any]:
        return {**super().options(), "sinks": ops.asarray(self.sinks)}

    def gated(self, output, hidden):  # [b t h*v], [b t d] -> [b t h*v]
        return output * ops.sigmoid(self.gate_proj(hidden))


class HYV4Experts(Experts):
    """Experts whose gates and what these multiply are bounded."""

    def __init__(self, config: HYV4Config):
        sizes = (config.experts, config.hidden_size, config.expert_size)
        super().__init__(sizes, activation("silu"))
        self.limit = config.swiglu_limit

    def gated(self, gate, up):
        return super().gated(*clamped(gate, up, self.limit))


class HYV4MoE(deepseek_v3.DeepseekV3MoE):
    def add_experts(self, config: HYV4Config) -> None:
        super().add_experts(config)
        self.experts = HYV4Experts(config)


def few_at_first(generator: np.random.Generator, shape: tuple[int, ...], std: float):
    """Biases by which a part reads little of each of the streams, half of them."""
    count = shape[0] // 2
    return np.concatenate([np.full(count, -math.log(max(count - 1, 1))), np.zeros(count)])


class HYV4HyperConnection(nn.Module):
    """How much a part reads of each stream, and how much of its output each gets."""

    def __init__(self, config: HYV4Config):
        super().__init__()
        self.count, self.eps, self.magnitude = config.hc_mult, config.hc_eps, config.hc_magnitude
        self.norm_eps, rows = config.rms_norm_eps, 2 * config.hc_mult
        self.fn = nn.Parameter((rows, self.count * config.hidden_size), init="normal")
        self.base = nn.Parameter((rows,), init=few_at_first)
        self.scale = nn.Parameter((2,), init=Constant(0.01))

    def forward(self, streams):  # [b t m d] -> [b t d], [b t m]
        mixes = of_streams(streams, self.fn, self.norm_eps)
        base, scale = widened(ops.asarray(self.base)), widened(ops.asarray(self.scale))
        sizes = [self.count, self.count]
        parts = zip(ops.split(mixes, sizes, -1), ops.split(base, sizes, 0), strict=True)
        before, after = (
            ops.sigmoid(part * scale[i : i + 1] + bias) for i, (part, bias) in enumerate(parts)
        )
        return collapsed(streams, before + self.eps), self.magnitude * after + self.eps


def added(streams, output, weights):  # [b t m d], [b t d], [b t m] -> [b t m d]
    """The streams with a part's output, of which each gets some."""
    more = ops.unsqueeze(weights, 3) * ops.unsqueeze(widened(output), 2)
    return ops.cast(widened(streams) + more, ops.dtype(streams))


class HYV4DecoderLayer(deepseek_v32.DeepseekV32DecoderLayer):
    """Attention, then experts, each of a norm of a mixture of the streams, and added to them."""

    sparse_class = HYV4MoE

    def __init__(self, config: HYV4Config, layer: int):
        super().__init__(config, layer)
        self.attn_hc = HYV4HyperConnection(config)
        self.ffn_hc = HYV4HyperConnection(config)

    def attention(self, config: Any, layer: int):
        return HYV4Attention(config, layer)

    def forward(self, streams, shared, attend):  # [b t m d] -> [b t m d]
        hidden, weights = self.attn_hc(streams)
        output = self.self_attn(self.input_layernorm(hidden), shared, attend)
        streams = added(streams, output, weights)
        hidden, weights = self.ffn_hc(streams)
        output = self.mlp(self.post_attention_layernorm(hidden), attend.recorder)
        return added(streams, output, weights)


class HYV4PreTrainedModel(deepseek_v32.DeepseekV32PreTrainedModel):
    """What all Hy4 models share."""

    config_class = HYV4Config
    layer_class = HYV4DecoderLayer
    expert_names = ()
    renames = (  # what files call them
        (r"\.hc_pre\.hc_", ".hc_"),
        (r"\.learnable_sink_param", ".sinks"),
        (r"\.linear_gate", ".gate_proj"),
        (r"\.hc_attn_layer\.hc_(fn|base|scale)", r".attn_hc.\1"),
        (r"\.hc_mlp_layer\.hc_(fn|base|scale)", r".ffn_hc.\1"),
        (r"\.hc_head_(fn|base|scale)", r".hc_\1"),
    )
    kept_wide = (
        r"\.e_score_correction_bias$",
        r"_hc\.(fn|base|scale)$",
        r"\.hc_(fn|base|scale)$",
        r"\.indexer\.(weights_proj|k_norm)\.",
        r"\.sinks$",
        r"^lm_head\.",
    )
    ignored_keys = (r"(^|\.)mtp_layers\.",)  # what predicts further tokens


class HYV4Model(deepseek_v32.DeepseekV32Model, HYV4PreTrainedModel):
    """Hy4 without a head; called like MixtralModel. Hidden states are [b t m d], but for the
    last."""

    def __init__(self, config: HYV4Config):
        super().__init__(config)
        self.hc_head = HyperHead(config)

    def start(self, embeddings, position_ids, attention_mask, past):
        batch, tokens, size = ops.shape(embeddings)
        streams = (batch, tokens, self.config.hc_mult, size)
        hidden = ops.expand(ops.unsqueeze(embeddings, 2), streams)
        return hidden, self.rotary_emb(position_ids, embeddings)

    def finish(self, hidden):  # [b t m d] -> [b t d]
        return self.norm(self.hc_head(hidden))


HEADS = variation(__name__, "HYV4", deepseek_v32, HYV4Config)
