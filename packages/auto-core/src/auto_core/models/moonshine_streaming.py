"""Moonshine's streaming models: Useful Sensors, 2025, github.com/moonshine-ai/moonshine.

Frames of the waveform, causal convolutions, and an encoder whose layers look a few positions back
and ahead and have no positions; the decoder is Moonshine's, and adds positions to what it attends
to.

b batch, n samples, f frames, k positions of the encoder, t tokens, s size of a head, d hidden.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from auto_core.configs.moonshine_streaming import MoonshineStreamingConfig
from auto_core.configs.moonshine_streaming_encoder import MoonshineStreamingEncoderConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant
from auto_core.outputs import ParakeetEncoderModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks.attention import Attention, split_heads
from . import moonshine

CMVN_EPS, EPS = 1e-6, 1e-5
KERNEL, STRIDE = 5, 2  # of the convolutions


class MoonshineStreamingLayerNorm(nn.Module):
    """A norm whose weight is kept as its difference from 1, without a bias."""

    def __init__(self, size: int):
        super().__init__()
        self.gamma = nn.Parameter((size,), init="zeros")

    def forward(self, x):
        centred = x - ops.mean(x, -1, keepdim=True)
        variance = ops.mean(centred**2, -1, keepdim=True)
        return centred / ops.sqrt(variance + EPS) * (ops.asarray(self.gamma) + 1.0)


class MoonshineStreamingAsinhCompression(nn.Module):
    def __init__(self):
        super().__init__()
        self.log_k = nn.Parameter((), init=Constant(math.log(0.75)))

    def forward(self, x):
        x = ops.exp(ops.asarray(self.log_k)) * x
        size = ops.abs(x)
        found = ops.log(size + ops.sqrt(size * size + 1.0))
        return ops.where(x < 0, -found, found)


class MoonshineStreamingEncoderEmbedder(nn.Module):
    """Normalised frames, compressed, through two causal convolutions."""

    def __init__(self, config: MoonshineStreamingEncoderConfig):
        super().__init__()
        d = config.hidden_size
        self.comp = MoonshineStreamingAsinhCompression()
        self.conv1 = nn.Conv1d(d, 2 * d, KERNEL, stride=STRIDE)
        self.conv2 = nn.Conv1d(2 * d, d, KERNEL, stride=STRIDE)
        self.linear = nn.Linear(config.frame_length, d, bias=False)
        self.length = config.frame_length

    def forward(self, input_values, attention_mask=None):
        """[b n], [b n] or None -> [b k d], and booleans [b k] or None."""
        batch, samples = ops.shape(input_values)
        if isinstance(samples, int) and samples % self.length:
            raise InputError(
                f"input_values have {samples} samples, expected a multiple of {self.length}: whole "
                "frames. The processor pads to it."
            )
        frames = ops.reshape(input_values, (batch, -1, self.length))
        frames = frames - ops.mean(frames, -1, keepdim=True)
        frames = frames / ops.sqrt(ops.mean(frames**2, -1, keepdim=True) + CMVN_EPS)
        hidden = ops.silu(self.linear(self.comp(frames)))
        if attention_mask is None:
            hidden = self.convolved(self.conv1, hidden)
            return self.convolved(self.conv2, ops.silu(hidden)), None
        counts = self.counts(attention_mask)
        hidden = counted(hidden, counts[0])
        hidden = counted(self.convolved(self.conv1, hidden), counts[1])
        hidden = counted(self.convolved(self.conv2, ops.silu(hidden)), counts[2])
        return hidden, first(counts[2], hidden)

    def convolved(self, conv, hidden):  # [b f d] -> [b f' d], of no later frames
        return conv(ops.pad(hidden, [(0, 0), (KERNEL - 1, 0), (0, 0)], value=0.0))

    def counts(self, attention_mask):
        """[b] how many frames count, and positions after each convolution: those that a frame that
        counts is in reach of."""
        count = ops.sum(ops.cast(ops.cast(attention_mask, "bool"), "int64"), 1) // self.length
        most = ops.shape(attention_mask)[1] // self.length
        found = [count]
        for _ in range(2):
            most = (most - 1) // STRIDE + 1
            count = ops.where(count > 0, (count + KERNEL - 1 + STRIDE - 1) // STRIDE, 0)
            count = ops.clamp(count, max=most)
            found.append(count)
        return found


def counted(hidden, count):
    """[b k d], zeros behind the first `count` [b]."""
    return ops.where(ops.unsqueeze(first(count, hidden), 2), hidden, 0.0)


def first(count, hidden):
    """[b k], True for the first `count` [b] of [b k d]."""
    index = ops.arange(0, ops.shape(hidden)[1], like=count, dtype="int64")
    return ops.unsqueeze(index, 0) < ops.unsqueeze(count, 1)


class MoonshineStreamingEncoderAttention(nn.Module):
    def __init__(self, config: MoonshineStreamingEncoderConfig):
        super().__init__()
        d, s, bias = config.hidden_size, config.head_dim or 0, config.attention_bias
        heads, kv_heads = config.num_attention_heads, config.num_key_value_heads
        self.head_size = s
        self.q_proj = nn.Linear(d, heads * s, bias=bias)
        self.k_proj = nn.Linear(d, kv_heads * s, bias=bias)
        self.v_proj = nn.Linear(d, kv_heads * s, bias=bias)
        self.o_proj = nn.Linear(heads * s, d, bias=bias)
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, alone, attend):
        """[b k d], and [b k] True for positions that attend to all alike, or None -> [b k d]"""
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        if alone is not None:
            query = ops.where(ops.unsqueeze(ops.unsqueeze(alone, 2), 3), 0.0, query)
        options = dict(scale=self.head_size**-0.5, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class MoonshineStreamingEncoderLayer(nn.Block):
    def __init__(self, config: MoonshineStreamingEncoderConfig):
        super().__init__()
        self.self_attn = MoonshineStreamingEncoderAttention(config)
        self.mlp = moonshine.MoonshineEncoderMLP(config)
        self.input_layernorm = MoonshineStreamingLayerNorm(config.hidden_size)
        self.post_attention_layernorm = MoonshineStreamingLayerNorm(config.hidden_size)

    def forward(self, hidden, alone, attend):  # [b k d] -> [b k d]
        hidden = hidden + self.self_attn(self.input_layernorm(hidden), alone, attend)
        return hidden + self.mlp(self.post_attention_layernorm(hidden))


class MoonshineStreamingEncoder(nn.Module):
    """The encoder of waveforms.

    Args of `forward`:
        input_values: [b n], of whole frames.
        attention_mask: [b n], 1 for samples and 0 for padding. Without it layers attend to all
            positions, as upstream.
    """

    def __init__(self, config: MoonshineStreamingEncoderConfig):
        super().__init__()
        self.embedder = MoonshineStreamingEncoderEmbedder(config)
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(MoonshineStreamingEncoderLayer(config) for _ in layers)
        self.final_norm = MoonshineStreamingLayerNorm(config.hidden_size)
        self.windows = tuple(tuple(window) for window in config.sliding_windows)

    def forward(
        self,
        input_values,
        attention_mask=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        hidden, real = self.embedder(input_values, attention_mask)
        recorder = Recorder(
            attentions=output_attentions, hidden_states=output_hidden_states, cache=False
        )
        for layer, window in zip(self.layers, self.windows, strict=False):
            recorder.add_hidden_state(hidden)
            mask, alone = (None, None) if real is None else window_mask(real, window)
            hidden = layer(hidden, alone, Attention(recorder, mask))
        hidden = self.final_norm(hidden)
        recorder.add_hidden_state(hidden)
        return ParakeetEncoderModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            attention_mask=real,
        )


def window_mask(real, window):  # [b k] -> [b 1 k k], [b k]
    """Keys that count, a window around each query; and the queries that have no such key, which
    attend to all alike, as upstream."""
    before, after = window
    index = ops.arange(0, ops.shape(real)[1], like=real, dtype="int64")
    distance = ops.unsqueeze(index, 1) - ops.unsqueeze(index, 0)
    near = ((distance >= 0) & (distance < before)) | ((distance < 0) & (-distance < after))
    mask = near & ops.unsqueeze(real, 1)  # [b k k]
    alone = ops.sum(ops.cast(mask, "int64"), 2) == 0
    return ops.unsqueeze(mask | ops.unsqueeze(alone, 2), 1), alone


class MoonshineStreamingDecoder(moonshine.MoonshineDecoder):
    def __init__(self, config: MoonshineStreamingConfig):
        super().__init__(config)
        size = config.encoder_config.hidden_size
        self.pos_emb = nn.Embedding(config.max_position_embeddings, size)
        same = size == config.hidden_size
        self.proj = None if same else nn.Linear(size, config.hidden_size, bias=False)

    def positioned(self, hidden):  # [b k e] -> [b k e]
        count = ops.shape(hidden)[1]
        return hidden + self.pos_emb(ops.arange(0, count, like=hidden, dtype="int64"))

    def projected(self, hidden):  # [b k e] -> [b k d]
        return hidden if self.proj is None else self.proj(hidden)


class MoonshineStreamingPreTrainedModel(nn.PreTrainedModel):
    """What all of Moonshine's streaming models share."""

    config_class = MoonshineStreamingConfig
    base_model_prefix = "model"
    main_input_name = "input_values"


class MoonshineStreamingModel(moonshine.MoonshineModel, MoonshineStreamingPreTrainedModel):
    """Moonshine's streaming network without a head.

    Args of `forward`:
        input_values: [b n], waveforms of whole frames.
        attention_mask: [b n], 1 for samples and 0 for padding.
        decoder_input_ids: [b t], or decoder_inputs_embeds [b t d]; decoder_attention_mask is of
            the cached ones too; decoder_position_ids [b t].
        encoder_outputs: of `get_encoder()`, instead of input_values.
        past_key_values: a KeyValueCache from an earlier call; it keeps cross-attention's keys.

    Returns:
        Seq2SeqModelOutput: last_hidden_state [b t d] of the decoder, the cache,
        encoder_last_hidden_state [b k e] with its positions, and on request hidden states and
        attentions.
    """

    config_class = MoonshineStreamingConfig

    def add_parts(self, config: Any) -> None:
        self.encoder: Any = MoonshineStreamingEncoder(config.encoder_config)
        self.decoder: Any = MoonshineStreamingDecoder(config)

    def attended(self, encoder, attention_mask):
        hidden = self.decoder.positioned(encoder.last_hidden_state)
        mask = None
        if attention_mask is not None:
            mask = first(self.encoder.embedder.counts(attention_mask)[2], hidden)
        states = encoder.hidden_states
        states = states and (*states[:-1], hidden)  # as published
        encoder = replace(encoder, last_hidden_state=hidden, hidden_states=states)
        return encoder, self.decoder.projected(hidden), mask


class MoonshineStreamingForConditionalGeneration(
    moonshine.MoonshineForConditionalGeneration, MoonshineStreamingPreTrainedModel
):
    """The next token of the transcript. labels [b t], -100 where they do not count; without
    decoder_input_ids, the decoder reads them shifted by one."""

    config_class = MoonshineStreamingConfig
    base_class = MoonshineStreamingModel


HEADS = {
    "base": MoonshineStreamingModel,
    "speech-seq2seq": MoonshineStreamingForConditionalGeneration,
}
