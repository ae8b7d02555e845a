"""RWKV-4: Peng et al., 2023, arXiv:2305.13048.

A decoder without attention: each token is mixed with the one before, and every channel averages
the values so far by weights that decay.

b batch, t tokens, c channels, d hidden, f feed-forward, v vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from auto_core.configs.rwkv import RwkvConfig
from auto_core.errors import InputError
from auto_core.outputs import RwkvCausalLMOutput, RwkvOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import kv_cache
from ..blocks.decoder_heads import CausalLM
from ..blocks.recurrence import Recurrence
from ..blocks.wkv import weighted_average


@dataclass(frozen=True)
class Mixing:
    """How much of itself a channel takes, and not of the token before: more in later channels."""

    exponent: float
    more: float = 0.0

    def __call__(
        self, generator: np.random.Generator, shape: tuple[int, ...], std: float
    ) -> np.ndarray:
        share = np.arange(shape[-1]) / shape[-1]
        return np.broadcast_to(share**self.exponent + self.more, shape)


@dataclass(frozen=True)
class DecaySpeeds:
    """Logarithms of how fast channels forget, from slow to fast; later layers forget more."""

    depth: float  # of the layer, 0 to 1

    def __call__(
        self, generator: np.random.Generator, shape: tuple[int, ...], std: float
    ) -> np.ndarray:
        share = np.arange(shape[0]) / max(shape[0] - 1, 1)
        return -5 + 8 * share ** (0.7 + 1.3 * self.depth)


def bonuses(generator: np.random.Generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """What a token's own value counts more, in turns."""
    return ((np.arange(shape[0]) + 1) % 3 - 1) * 0.5 + np.log(0.3)


def shifted(hidden, last):
    """The token before each, [b t d]; before the first, `last` [b d], or nothing."""
    first = ops.zeros(ops.shape(hidden[:, :1]), like=hidden)
    if last is not None:
        first = ops.cast(ops.unsqueeze(last, 1), ops.dtype(hidden))
    return ops.cat([first, hidden[:, :-1]], 1)


def mixed(hidden, before, share):  # [b t d], [b t d], [1 1 d] -> [b t d]
    share = ops.asarray(share)
    return hidden * share + before * (1 - share)


class RwkvSelfAttention(nn.Module):
    """Averages of values, gated."""

    def __init__(self, config: RwkvConfig, layer: int):
        super().__init__()
        d, c, count = config.hidden_size, config.attention_hidden_size, config.num_hidden_layers
        depth, rest = layer / max(count - 1, 1), 1 - layer / count
        self.time_decay = nn.Parameter((c,), init=DecaySpeeds(depth))
        self.time_first = nn.Parameter((c,), init=bonuses)
        self.time_mix_key = nn.Parameter((1, 1, d), init=Mixing(rest))
        self.time_mix_value = nn.Parameter((1, 1, d), init=Mixing(rest, 0.3 * depth))
        self.time_mix_receptance = nn.Parameter((1, 1, d), init=Mixing(0.5 * rest))
        self.key = nn.Linear(d, c, bias=False)
        self.value = nn.Linear(d, c, bias=False)
        self.receptance = nn.Linear(d, c, bias=False)
        self.output = nn.Linear(c, d, bias=False)

    def forward(self, hidden, last, state):
        """[b t d], [b d], [b 3 c] -> [b t d] and the next state."""
        before = shifted(hidden, last)
        key = self.key(mixed(hidden, before, self.time_mix_key))
        value = self.value(mixed(hidden, before, self.time_mix_value))
        gate = ops.sigmoid(self.receptance(mixed(hidden, before, self.time_mix_receptance)))
        decay = -ops.exp(ops.asarray(self.time_decay))
        y, state = weighted_average(key, value, decay, ops.asarray(self.time_first), state)
        return self.output(gate * ops.cast(y, ops.dtype(hidden))), state


class RwkvFeedForward(nn.Module):
    """Squares of what is positive, gated."""

    def __init__(self, config: RwkvConfig, layer: int):
        super().__init__()
        d, f = config.hidden_size, config.intermediate_size
        mixing = Mixing(1 - layer / config.num_hidden_layers)
        self.time_mix_key = nn.Parameter((1, 1, d), init=mixing)
        self.time_mix_receptance = nn.Parameter((1, 1, d), init=mixing)
        self.key = nn.Linear(d, f, bias=False)
        self.receptance = nn.Linear(d, d, bias=False)
        self.value = nn.Linear(f, d, bias=False)

    def forward(self, hidden, last):  # [b t d], [b d] -> [b t d]
        before = shifted(hidden, last)
        key = ops.relu(self.key(mixed(hidden, before, self.time_mix_key)))
        gate = ops.sigmoid(self.receptance(mixed(hidden, before, self.time_mix_receptance)))
        return gate * self.value(key * key)


class RwkvBlock(nn.Block):
    """Averages, then the feed-forward part, each of a norm and added to its input."""

    def __init__(self, config: RwkvConfig, layer: int):
        super().__init__()
        d, eps, every = config.hidden_size, config.layer_norm_epsilon, config.rescale_every
        self.first = layer == 0
        if self.first:
            self.pre_ln = nn.LayerNorm(d, eps=eps)
        self.ln1 = nn.LayerNorm(d, eps=eps)
        self.ln2 = nn.LayerNorm(d, eps=eps)
        self.attention = RwkvSelfAttention(config, layer)
        self.feed_forward = RwkvFeedForward(config, layer)
        # How often hidden states have been halved before this layer, and whether they are behind.
        self.share = 0.5 ** (layer // every) if every > 0 else 1.0
        self.halves = every > 0 and (layer + 1) % every == 0

    def forward(self, hidden, past):  # [b t d] -> [b t d]
        rescales = not nn.in_training(self)
        share = self.share if rescales else 1.0
        states = (None,) * 3 if past.states is None else past.states
        if self.first:
            hidden = self.pre_ln(hidden)
        normed = self.ln1(hidden)
        output, state = self.attention(normed, *states[1:])
        hidden = hidden + output * share
        wide = self.ln2(hidden)
        hidden = hidden + self.feed_forward(wide, states[0]) * share
        past.keep(wide[:, -1], normed[:, -1], state)
        return hidden / 2 if rescales and self.halves else hidden


class RwkvPreTrainedModel(nn.PreTrainedModel):
    """What all RWKV models share."""

    config_class = RwkvConfig
    base_model_prefix = "rwkv"
    head_parts = (r"^head\.",)
    kept_wide = (r"\.time_(decay|first)$",)
    cache_name = "state"
    carries_states = True


class RwkvModel(RwkvPreTrainedModel):
    """RWKV without a head."""

    def __init__(self, config: RwkvConfig):
        super().__init__(config)
        self.embeddings = nn.Embedding(config.vocab_size, config.hidden_size)
        self.blocks = nn.ModuleList(
            RwkvBlock(config, layer) for layer in range(config.num_hidden_layers)
        )
        self.ln_out = nn.LayerNorm(config.hidden_size, eps=1e-5)

    def get_input_embeddings(self):
        """The layer that turns token ids into vectors."""
        return self.embeddings

    def set_input_embeddings(self, value):
        """Replace the layer that turns token ids into vectors."""
        self.embeddings = value

    def forward(
        self,
        input_ids=None,
        attention_mask=None,
        inputs_embeds=None,
        state=None,
        *,
        use_cache: bool | None = None,
        output_hidden_states: bool = False,
    ):
        """Hidden states of the tokens.

        Args:
            input_ids: [b t], or inputs_embeds [b t d].
            attention_mask: of no effect, as upstream: what pads a text on the left is read.
            state: a KeyValueCache of states from an earlier call.

        Returns:
            RwkvOutput: last_hidden_state [b t d], the state, and on request hidden_states: of
            each layer, then normalised.
        """
        if (input_ids is None) == (inputs_embeds is None):
            raise InputError("Pass exactly one of input_ids and inputs_embeds.")
        past, use_cache = state, self.config.use_cache if use_cache is None else use_cache
        hidden = self.embeddings(input_ids) if inputs_embeds is None else inputs_embeds
        count = ops.shape(hidden)[1]
        recorder = Recorder(hidden_states=output_hidden_states, cache=use_cache)
        for index, layer in enumerate(self.blocks):
            hidden = layer(hidden, Recurrence(recorder, past=past, layer=index))
            recorder.add_hidden_state(hidden)
        hidden = self.ln_out(hidden)
        recorder.add_hidden_state(hidden)
        return RwkvOutput(
            last_hidden_state=hidden,
            state=kv_cache.after(recorder, past, count) if use_cache else None,
            hidden_states=recorder.hidden_states,
        )


class RwkvForCausalLM(CausalLM, RwkvPreTrainedModel):
    base_class = RwkvModel
    tied_weights = {"head.weight": "rwkv.embeddings.weight"}
    output_class = RwkvCausalLMOutput
    output_embeddings = "head"

    def add_head(self, config: RwkvConfig) -> None:
        self.head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def logits(self, hidden):  # [b t d] -> [b t v]
        return self.head(hidden)


HEADS = {"base": RwkvModel, "causal-lm": RwkvForCausalLM, "pretraining": RwkvForCausalLM}
