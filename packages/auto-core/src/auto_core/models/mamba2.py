"""Mamba 2: Dao & Gu, 2024, arXiv:2405.21060.

Mamba whose recurrence is one of heads: each has one decay and a matrix as its state, so that most
of the work is matrix products.

b batch, t tokens, d hidden, c channels of all heads, h heads, g groups of heads, p size of a
head, n numbers of a state.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._state_space import StateSpaceSizes
from auto_core.configs.mamba2 import Mamba2Config

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.losses import widened
from ..blocks.short_conv import ShortConv
from ..blocks.state_space import state_space
from ..blocks.variation import variation
from . import mamba


class GatedGroupNorm(nn.Module):
    """A root-mean-square norm of each group of what a gate lets through. Checkpoint: weight [c]."""

    def __init__(self, size: int, *, groups: int, eps: float):
        super().__init__()
        self.groups, self.eps = groups, eps
        self.weight = nn.Parameter((size,), init="ones")

    def forward(self, hidden, gate):  # two of [b t c] -> [b t c]
        wide = self.normalised(widened(hidden) * ops.silu(widened(gate)))
        return ops.cast(wide, ops.dtype(hidden))

    def normalised(self, hidden):  # [b t c] -> [b t c]
        batch, tokens, size = ops.shape(hidden)
        by_group = ops.reshape(hidden, (batch, tokens, self.groups, size // self.groups))
        scale = ops.rsqrt(ops.mean(by_group * by_group, -1, keepdim=True) + self.eps)
        hidden = ops.reshape(by_group * scale, (batch, tokens, size))
        return hidden * widened(ops.asarray(self.weight))


class Mamba2Mixer(nn.Module):
    """A convolution, then the recurrence of each head, gated and normalised."""

    def __init__(self, config: Any):  # with a `mixer`: StateSpaceSizes
        super().__init__()
        mixer: StateSpaceSizes = config.mixer
        c, h, shared = mixer.channels, mixer.heads, mixer.groups * mixer.state
        self.head_size, self.groups, self.width = mixer.head, mixer.groups, mixer.state
        self.sizes, self.chosen = (c, mixer.convolved, h), (c, shared, shared)
        self.least, self.most = mixer.steps
        self.activation = activation(mixer.activation)
        self.conv1d = ShortConv(mixer.convolved, mixer.kernel, bias=mixer.conv_bias)
        self.in_proj = nn.Linear(mixer.hidden, sum(self.sizes), bias=mixer.in_bias)
        first = mixer.first_steps
        steps = "ones" if first is None else mamba.TimeSteps(*first)
        self.dt_bias = nn.Parameter((h,), init=steps)
        self.A_log = nn.Parameter((h,), init=mamba.decay_rates)
        self.D = nn.Parameter((h,), init="ones")
        self.out_proj = nn.Linear(c, mixer.hidden, bias=mixer.out_bias)
        self.add_norm(config)

    def add_norm(self, config: Any) -> None:
        """Make the norm before the last projection."""
        mixer = config.mixer
        self.norm = GatedGroupNorm(mixer.channels, groups=mixer.groups, eps=mixer.eps)

    def project(self, hidden):  # [b t d] -> gates, what is convolved, and steps, behind each other
        return self.in_proj(hidden)

    def gated(self, y, gate):  # two of [b t c] -> [b t c]
        return self.norm(y, gate)

    def forward(self, hidden, past):  # [b t d] -> [b t d]
        gate, hidden, steps = ops.split(self.project(past.masked(hidden)), self.sizes, -1)
        hidden, tail = self.conv1d(hidden, past.states)
        hidden = past.masked(self.activation(hidden))
        x, inputs, outputs = ops.split(hidden, self.chosen, -1)
        batch, tokens, channels = ops.shape(x)
        x = ops.reshape(x, (batch, tokens, channels // self.head_size, self.head_size))
        by_group = (batch, tokens, self.groups, self.width)
        inputs, outputs = ops.reshape(inputs, by_group), ops.reshape(outputs, by_group)
        steps = ops.softplus(widened(steps) + widened(ops.asarray(self.dt_bias)))
        if self.least > 0 or self.most < float("inf"):
            steps = ops.clamp(steps, min=self.least, max=self.most)
        decay = -ops.exp(widened(ops.asarray(self.A_log)))
        state = None if past.states is None else past.states[1]
        y, state = state_space(x, steps, decay, inputs, outputs, state)
        past.keep(tail, state)
        y = y + widened(x) * ops.unsqueeze(widened(ops.asarray(self.D)), 1)
        y = self.gated(ops.reshape(y, (batch, tokens, channels)), gate)
        return self.out_proj(ops.cast(y, ops.dtype(hidden)))


class Mamba2Block(mamba.MambaBlock):
    mixer_class = Mamba2Mixer


HEADS = variation(
    __name__,
    "Mamba2",
    mamba,
    Mamba2Config,
    layer_class=Mamba2Block,
    heads={
        "causal-lm": {
            "input_order": ("input_ids", "inputs_embeds", "cache_params", "labels"),
        }
    },
)
