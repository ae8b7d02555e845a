"""RecurrentGemma: Botev et al., 2024, arXiv:2404.07839; the network is Griffin's (De et al., 2024,
arXiv:2402.19427).

Two of three layers are recurrent: a convolution over the last few tokens, then a state for each
channel that decays as the tokens say. The others attend to a window. Padding is no different from
tokens; a token at position 0 begins a text.

b batch, t tokens, l tokens of a chunk, d hidden, c channels, h heads, s size of a head, w channels
of a head, v vocabulary.
"""

from __future__ import annotations

import numpy as np

from auto_core.configs.recurrent_gemma import RecurrentGemmaConfig

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.attention import split_heads
from ..blocks.chunked_scan import chunked_scan
from ..blocks.decoder_heads import CausalLM
from ..blocks.hybrid import HybridDecoder
from ..blocks.losses import widened
from ..blocks.rotary import RotaryEmbedding, rotate
from ..blocks.short_conv import ShortConv
from .gemma import GemmaRMSNorm

CHUNK = 16
DECAY = 8.0
LEAST_ROOT = 1e-3  # a gradient of a square root is that of at least this root


def decay_rates(generator: np.random.Generator, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Parameters for decays between 0.9 and 0.999 a token."""
    decay = generator.uniform(0.9**2, 0.999**2, shape) + 1e-8
    return np.log(np.expm1(-0.5 * np.log(decay)))


class RecurrentGemmaAttention(nn.Module):
    """Attention with rotary positions, whose key and value heads are shared by query heads."""

    def __init__(self, config: RecurrentGemmaConfig):
        super().__init__()
        d, s, bias = config.hidden_size, config.head_size, config.attention_bias
        heads, kv_heads = config.num_attention_heads, config.num_key_value_heads or 1
        self.head_size, self.scale = s, s**-0.5
        self.dropout = nn.Dropout(config.attention_dropout)
        self.q_proj = nn.Linear(d, heads * s, bias=bias)
        self.k_proj = nn.Linear(d, kv_heads * s, bias=bias)
        self.v_proj = nn.Linear(d, kv_heads * s, bias=bias)
        self.o_proj = nn.Linear(heads * s, d)

    def forward(self, hidden, rotation, starts, attend):  # [b t d] -> [b t d]
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        key, value = attend.extend(rotate(key, *rotation), value)
        query = rotate(query, *rotation)
        return self.o_proj(attend(query, key, value, scale=self.scale, dropout=self.dropout))


class RecurrentGemmaRglru(nn.Module):
    """A state for each channel (RG-LRU), with gates of each head's channels by themselves."""

    def __init__(self, config: RecurrentGemmaConfig):
        super().__init__()
        heads, channels = config.num_attention_heads, config.lru_width or config.hidden_size
        size = channels // heads
        self.heads = heads
        self.recurrent_param = nn.Parameter((channels,), init=decay_rates)
        self.input_gate_weight = nn.Parameter((heads, size, size), init="normal")
        self.input_gate_bias = nn.Parameter((heads, size), init="zeros")
        self.recurrent_gate_weight = nn.Parameter((heads, size, size), init="normal")
        self.recurrent_gate_bias = nn.Parameter((heads, size), init="zeros")

    def gate(self, hidden, weight, bias):  # [b t c] -> [b t c]
        batch, tokens, channels = ops.shape(hidden)
        by_head = ops.reshape(hidden, (batch, tokens, self.heads, channels // self.heads))
        gate = ops.einsum("bthi,hio->btho", by_head, ops.asarray(weight)) + ops.asarray(bias)
        return ops.sigmoid(ops.reshape(gate, (batch, tokens, channels)))

    def forward(self, hidden, starts, state):
        """[b t c] -> [b t c], and the last state [b c]; `starts` [b|1 t 1] where texts begin."""
        opened = self.gate(hidden, self.input_gate_weight, self.input_gate_bias)
        decay = self.gate(hidden, self.recurrent_gate_weight, self.recurrent_gate_bias)
        decay = -DECAY * widened(decay) * ops.softplus(widened(ops.asarray(self.recurrent_param)))
        scale = ops.where(starts, 1, _root(1 - ops.exp(2 * decay)))
        new = widened(hidden * opened) * scale
        decay = ops.where(starts, 0, ops.exp(decay))
        if state is None:
            state = ops.zeros(ops.shape(new)[::2], like=new)
        here = ops.ones(ops.shape(new)[:2], like=new)  # but not where a chunk is filled up

        def step(state, decay, new, here):
            kept = ops.where(ops.unsqueeze(here, 2) > 0, decay, 1)
            states = []
            for token in range(ops.shape(new)[1]):
                state = kept[:, token] * state + new[:, token]
                states.append(state)
            return state, ops.stack(states, 1)

        state, y = chunked_scan(step, state, (decay, new, here), size=CHUNK)
        return ops.cast(y, ops.dtype(hidden)), state


def _root(x):
    """The square root, with a gradient that is bounded where x is near 0."""
    root, still = ops.detach(ops.sqrt(x)), ops.detach(x)
    slope = 0.5 / ops.detach(ops.sqrt(ops.clamp(x, min=LEAST_ROOT**2 / 4)))
    return root + (x - still) * slope


class RecurrentGemmaRecurrentBlock(nn.Module):
    """A convolution and the recurrence of one branch, gated by another."""

    def __init__(self, config: RecurrentGemmaConfig):
        super().__init__()
        d, channels = config.hidden_size, config.lru_width or config.hidden_size
        self.linear_y = nn.Linear(d, channels)
        self.linear_x = nn.Linear(d, channels)
        self.linear_out = nn.Linear(channels, d)
        self.conv_1d = ShortConv(channels, config.conv1d_width, bias=True)
        self.rg_lru = RecurrentGemmaRglru(config)
        self.activation = activation(config.hidden_activation)

    def forward(self, hidden, rotation, starts, past):  # [b t d] -> [b t d]
        gate = self.activation(self.linear_y(hidden))
        hidden, tail = self.conv_1d(self.linear_x(hidden), past.states)
        state = None if past.states is None else past.states[1]
        hidden, state = self.rg_lru(hidden, starts, state)
        past.keep(tail, state)
        return self.linear_out(hidden * gate)


class RecurrentGemmaMlp(nn.Module):
    """The gated feed-forward part."""

    def __init__(self, config: RecurrentGemmaConfig):
        super().__init__()
        d, f = config.hidden_size, config.intermediate_size // 2
        self.gate_proj = nn.Linear(d, f)
        self.up_proj = nn.Linear(d, f)
        self.down_proj = nn.Linear(f, d)
        self.activation = activation(config.hidden_activation)

    def forward(self, hidden):  # [b t d] -> [b t d]
        return self.down_proj(self.activation(self.gate_proj(hidden)) * self.up_proj(hidden))


class RecurrentGemmaDecoderLayer(nn.Block):
    """The recurrence or attention, then the feed-forward part, each of a norm and added to it."""

    def __init__(self, config: RecurrentGemmaConfig, layer: int):
        super().__init__()
        d, eps = config.hidden_size, config.rms_norm_eps
        recurs = config.is_recurrent(layer)
        block = RecurrentGemmaRecurrentBlock if recurs else RecurrentGemmaAttention
        self.temporal_pre_norm = GemmaRMSNorm(d, eps=eps)
        self.temporal_block = block(config)
        self.channel_pre_norm = GemmaRMSNorm(d, eps=eps)
        self.mlp_block = RecurrentGemmaMlp(config)

    def forward(self, hidden, shared, context):  # [b t d] -> [b t d]
        rotation, starts = shared
        normed = self.temporal_pre_norm(hidden)
        hidden = hidden + self.temporal_block(normed, rotation, starts, context)
        return hidden + self.mlp_block(self.channel_pre_norm(hidden))


class RecurrentGemmaPreTrainedModel(nn.PreTrainedModel):
    """What all RecurrentGemma models share."""

    config_class = RecurrentGemmaConfig
    base_model_prefix = "model"
    head_parts = (r"^lm_head\.",)
    carries_states = True


class RecurrentGemmaModel(HybridDecoder, RecurrentGemmaPreTrainedModel):
    """RecurrentGemma without a head; called like LlamaModel."""

    def __init__(self, config: RecurrentGemmaConfig):
        super().__init__(config)
        d = config.hidden_size
        self.embed_tokens = nn.Embedding(config.vocab_size, d, padding_idx=config.pad_token_id)
        self.layers = nn.ModuleList(
            RecurrentGemmaDecoderLayer(config, layer) for layer in range(config.num_hidden_layers)
        )
        self.final_norm = GemmaRMSNorm(d, eps=config.rms_norm_eps)
        self.rotary_emb = RotaryEmbedding(config)

    def keeps_states(self, layer: int) -> bool:
        return self.config.is_recurrent(layer)

    def window(self, layer: int) -> int:
        return self.config.window(layer)

    def start(self, embeddings, position_ids, attention_mask, past):
        # Rounded as the model was trained.
        scale = ops.asarray(self.config.hidden_size**0.5, like=embeddings, dtype="bfloat16")
        starts = ops.unsqueeze(position_ids == 0, 2)  # [b t 1]
        shared = self.rotary_emb(position_ids, embeddings), starts
        return embeddings * ops.cast(scale, ops.dtype(embeddings)), shared

    def finish(self, hidden):
        return self.final_norm(hidden)


class RecurrentGemmaForCausalLM(CausalLM, RecurrentGemmaPreTrainedModel):
    base_class = RecurrentGemmaModel
    tied_weights = {"lm_head.weight": "model.embed_tokens.weight"}

    def logits(self, hidden):  # [b t d] -> [b t v]
        cap = self.config.logits_soft_cap
        return ops.tanh(super().logits(hidden) / cap) * cap


HEADS = {"base": RecurrentGemmaModel, "causal-lm": RecurrentGemmaForCausalLM}
