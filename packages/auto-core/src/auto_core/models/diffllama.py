"""DiffLlama: the differential transformer, Ye et al., 2024, arXiv:2410.05258.

LLaMA's network in whose attention each second half of the heads is subtracted from the first.

b batch, t tokens, k keys, h heads, g heads of keys and values, s size of a head, d hidden.
"""

from __future__ import annotations

import math

import numpy as np

from auto_core.configs.diffllama import DiffLlamaConfig
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.losses import widened
from ..blocks.norms import scaled_to_one
from ..blocks.variation import variation
from . import llama


class Weights:
    """Fresh weights of a normal distribution with a deviation of its own."""

    def __init__(self, deviation: float):
        self.deviation = deviation

    def __call__(
        self, generator: np.random.Generator, shape: tuple[int, ...], std: float
    ) -> np.ndarray:
        return generator.normal(0.0, self.deviation, shape)


class DiffLlamaAttention(llama.LlamaAttention):
    def __init__(self, config: DiffLlamaConfig, layer: int):
        super().__init__(config)
        self.first, self.eps = 0.8 - 0.6 * math.exp(-0.3 * layer), config.rms_norm_eps
        init, shape = Weights(config.lambda_std_dev or 0.0), (config.head_size,)
        self.lambda_q1 = nn.Parameter(shape, init=init)
        self.lambda_k1 = nn.Parameter(shape, init=init)
        self.lambda_q2 = nn.Parameter(shape, init=init)
        self.lambda_k2 = nn.Parameter(shape, init=init)

    def share(self, like):
        """How much of the second half of the heads is subtracted."""
        pairs = (self.lambda_q1, self.lambda_k1), (self.lambda_q2, self.lambda_k2)
        first, second = (
            ops.exp(ops.sum(widened(ops.asarray(a)) * widened(ops.asarray(b)), 0)) for a, b in pairs
        )
        return ops.cast(first - second + self.first, ops.dtype(like))

    def attended(self, hidden, rotation, attend):  # [b t d] -> [b t h*s]
        query, key, value = self.project(hidden)
        query, key = self.rotate(query, key, rotation, attend)
        key, value = attend.extend(key, value)
        half = ops.shape(value)[2] // 2
        batch, tokens, heads, size = ops.shape(query)
        silent = attend.recording_in(Recorder(cache=False))  # the weights are the same
        outputs = [
            ops.reshape(
                to(query, key, ops.cat([part, part], 2), scale=self.scale),
                (batch, tokens, heads, size),
            )
            for to, part in zip((attend, silent), ops.split(value, [half, half], 2), strict=True)
        ]
        output = ops.cat(outputs, -1)  # [b t h 2s]
        first, second = ops.split(output, [heads // 2, heads // 2], 2)
        output = scaled_to_one(first - self.share(output) * second, eps=self.eps)
        return ops.reshape(output * (1 - self.first), (batch, tokens, heads * size))


class DiffLlamaDecoderLayer(llama.LlamaDecoderLayer):
    """LLaMA's layer, whose attention follows from its position in the stack."""

    def __init__(self, config: DiffLlamaConfig, layer: int):
        super().__init__(config)
        self.self_attn = DiffLlamaAttention(config, layer)


class DiffLlamaPreTrainedModel(llama.LlamaPreTrainedModel):
    config_class = DiffLlamaConfig
    layer_class = DiffLlamaDecoderLayer


class DiffLlamaModel(llama.LlamaModel, DiffLlamaPreTrainedModel):
    """DiffLlama without a head; called like LlamaModel."""

    def layer(self, config: DiffLlamaConfig, index: int) -> DiffLlamaDecoderLayer:
        return self.layer_class(config, index)


HEADS = variation(__name__, "DiffLlama", llama, DiffLlamaConfig)
