"""Mamba: Gu & Dao, 2023, arXiv:2312.00752.

A decoder without attention: each layer convolves over the last few tokens and hands every channel
through a recurrence whose decay and inputs the tokens themselves choose.

b batch, t tokens, d hidden, c channels, r rank of the time steps, n numbers of a state.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from auto_core.configs.mamba import MambaConfig
from auto_core.errors import InputError
from auto_core.outputs import MambaCausalLMOutput, MambaOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.activations import activation
from ..blocks.decoder_heads import CausalLM
from ..blocks.losses import widened
from ..blocks.recurrence import Recurrence, unpadded
from ..blocks.selective_scan import selective_scan
from ..blocks.short_conv import ShortConv


def decay_rates(generator: np.random.Generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Logarithms of 1, 2, ... along the last axis."""
    return np.broadcast_to(np.log(np.arange(1, shape[-1] + 1, dtype=np.float32)), shape)


@dataclass(frozen=True)
class TimeSteps:
    """Time steps between two bounds, evenly in their logarithms, before the softplus."""

    least: float
    most: float
    floor: float

    def __call__(
        self, generator: np.random.Generator, shape: tuple[int, ...], std: float
    ) -> np.ndarray:
        logs = generator.uniform(np.log(self.least), np.log(self.most), shape)
        steps = np.maximum(np.exp(logs), self.floor)
        return steps + np.log(-np.expm1(-steps))


@dataclass(frozen=True)
class StepWeights:
    """Evenly from -scale to scale, or all `scale`."""

    scale: float
    constant: bool

    def __call__(
        self, generator: np.random.Generator, shape: tuple[int, ...], std: float
    ) -> np.ndarray:
        if self.constant:
            return np.full(shape, self.scale)
        return generator.uniform(-self.scale, self.scale, shape)


class TimeStep(nn.Module):
    """The time step of each channel, [b t r] -> [b t c] in float32 at least."""

    def __init__(self, rank: int, channels: int, *, weight: StepWeights, bias: TimeSteps):
        super().__init__()
        self.weight = nn.Parameter((channels, rank), init=weight)
        self.bias = nn.Parameter((channels,), init=bias)

    def forward(self, hidden):
        hidden = ops.matmul(hidden, ops.transpose(ops.asarray(self.weight), 0, 1))
        return ops.softplus(widened(hidden) + widened(ops.asarray(self.bias)))


class MambaMixer(nn.Module):
    """A convolution, then the recurrence of each channel, gated."""

    def __init__(self, config: MambaConfig):
        super().__init__()
        d, c, n, r = (
            config.hidden_size,
            config.intermediate_size,
            config.state_size,
            int(config.time_step_rank),
        )
        self.channels, self.sizes = c, (r, n, n)
        self.activation = activation(config.hidden_act)
        self.conv1d = ShortConv(c, config.conv_kernel, bias=config.use_conv_bias)
        self.in_proj = nn.Linear(d, 2 * c, bias=config.use_bias)
        self.x_proj = nn.Linear(c, r + 2 * n, bias=False)
        self.dt_proj = TimeStep(
            r,
            c,
            weight=StepWeights(
                r**-0.5 * config.time_step_scale, config.time_step_init_scheme == "constant"
            ),
            bias=TimeSteps(config.time_step_min, config.time_step_max, config.time_step_floor),
        )
        self.A_log = nn.Parameter((c, n), init=decay_rates)
        self.D = nn.Parameter((c,), init="ones")
        self.out_proj = nn.Linear(c, d, bias=config.use_bias)

    def selected(self, hidden):
        """What the tokens choose: [b t c] -> time steps [b t r], inputs and outputs [b t n]."""
        return ops.split(self.x_proj(hidden), self.sizes, -1)

    def forward(self, hidden, past):  # [b t d] -> [b t d]
        dtype = ops.dtype(hidden)
        hidden, gate = ops.split(self.in_proj(past.masked(hidden)), [self.channels] * 2, -1)
        hidden, tail = self.conv1d(hidden, past.states)
        hidden = past.masked(self.activation(hidden))
        steps, inputs, outputs = self.selected(hidden)
        decay = -ops.exp(widened(ops.asarray(self.A_log)))
        state = None if past.states is None else past.states[1]
        y, state = selective_scan(hidden, self.dt_proj(steps), decay, inputs, outputs, state)
        past.keep(tail, state)
        y = (y + widened(hidden) * widened(ops.asarray(self.D))) * ops.silu(widened(gate))
        return self.out_proj(ops.cast(y, dtype))


class MambaBlock(nn.Block):
    """The mixer of a norm, added to its input."""

    mixer_class = MambaMixer

    def __init__(self, config: MambaConfig):
        super().__init__()
        self.wide = config.residual_in_fp32
        self.norm = nn.RMSNorm(config.hidden_size, eps=config.layer_norm_epsilon)
        self.mixer = self.mixer_class(config)

    def forward(self, hidden, past):  # [b t d] -> [b t d], in float32 where residuals are
        normed = self.norm(ops.cast(hidden, ops.dtype(ops.asarray(self.mixer.D))))
        return (widened(hidden) if self.wide else hidden) + self.mixer(normed, past)


class MambaPreTrainedModel(nn.PreTrainedModel):
    """What all Mamba models share."""

    config_class = MambaConfig
    base_model_prefix = "backbone"
    renames = ((r"^(backbone\.)?embedding\.", r"\1embeddings."),)  # the authors' own name
    head_parts = (r"^lm_head\.",)
    cache_name = "cache_params"
    carries_states = True
    layer_class = MambaBlock  # the part that variations of this family replace


class MambaModel(MambaPreTrainedModel):
    """Mamba without a head."""

    def __init__(self, config: MambaConfig):
        super().__init__(config)
        self.embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(
            self.layer_class(config) for _ in range(config.num_hidden_layers)
        )
        self.norm_f = nn.RMSNorm(config.hidden_size, eps=config.layer_norm_epsilon)

    def get_input_embeddings(self):
        """The layer that turns token ids into vectors."""
        return self.embeddings

    def set_input_embeddings(self, value):
        """Replace the layer that turns token ids into vectors."""
        self.embeddings = value

    def forward(
        self,
        input_ids=None,
        inputs_embeds=None,
        cache_params=None,
        attention_mask=None,
        *,
        use_cache: bool | None = None,
        output_hidden_states: bool = False,
    ):
        """Hidden states of the tokens.

        Args:
            input_ids: [b t], or inputs_embeds [b t d].
            cache_params: a KeyValueCache of states from an earlier call.
            attention_mask: [b t], 0 for padding; of the tokens in the cache too.

        Returns:
            MambaOutput: last_hidden_state [b t d], the cache, and on request hidden_states: of
            each layer, then normalised.
        """
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        past, use_cache = cache_params, self.config.use_cache if use_cache is None else use_cache
        hidden = self.embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        tokens, count = unpadded(attention_mask, past, hidden), ops.shape(hidden)[1]
        recorder = Recorder(hidden_states=output_hidden_states, cache=use_cache)
        for index, layer in enumerate(self.layers):
            hidden = layer(hidden, Recurrence(recorder, tokens, past=past, layer=index))
            recorder.add_hidden_state(hidden)
        hidden = self.norm_f(hidden)
        recorder.add_hidden_state(hidden)
        return MambaOutput(
            last_hidden_state=hidden,
            cache_params=kv_cache.after(recorder, past, count) if use_cache else None,
            hidden_states=recorder.hidden_states,
        )


class MambaForCausalLM(CausalLM, MambaPreTrainedModel):
    base_class = MambaModel
    tied_weights = {"lm_head.weight": "backbone.embeddings.weight"}
    output_class = MambaCausalLMOutput
    input_order = ("input_ids", "attention_mask", "inputs_embeds", "cache_params", "labels")

    def logits(self, hidden):  # [b t d] -> [b t v]
        dtype = ops.dtype(ops.asarray(self.backbone.layers[0].mixer.D))
        return widened(self.lm_head(ops.cast(hidden, dtype)))


PREFIX = "Mamba"
HEADS = {"base": MambaModel, "causal-lm": MambaForCausalLM, "pretraining": MambaForCausalLM}
