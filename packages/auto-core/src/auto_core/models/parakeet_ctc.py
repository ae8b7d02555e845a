"""Parakeet: Rekesh et al., 2023, arXiv:2305.05084 (Fast Conformer), with a CTC head.

Strided depthwise convolutions over a log-mel spectrogram, then conformers with relative positions.

b batch, f frames, m mel bins, t frames after the convolutions, h heads, s size of a head, d hidden,
c channels, v vocabulary.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.parakeet_ctc import ParakeetCTCConfig, ParakeetEncoderConfig
from auto_core.errors import InputError
from auto_core.outputs import CausalLMOutput, ParakeetEncoderModelOutput
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import frame_lengths
from ..blocks.activations import activation
from ..blocks.attention import Attention, split_heads
from ..blocks.conformer import (
    ACTIVATION,
    STRIDED,
    GatedConvolution,
    channels_and_bins,
    relative_table,
    shifted,
    subsampling,
    subsampling_kinds,
)
from ..blocks.heads import Head
from ..blocks.layer_drop import LayerDrop
from ..blocks.speech_heads import ctc_loss

EPS = 1e-5


class ParakeetEncoderFeedForward(nn.Module):
    def __init__(self, config: ParakeetEncoderConfig):
        super().__init__()
        d, inner, bias = config.hidden_size, config.intermediate_size, config.attention_bias
        self.linear1 = nn.Linear(d, inner, bias=bias)
        self.linear2 = nn.Linear(inner, d, bias=bias)
        self.activation = activation(config.hidden_act)
        self.dropout = nn.Dropout(config.activation_dropout)

    def forward(self, hidden):
        return self.linear2(self.dropout(self.activation(self.linear1(hidden))))


class ParakeetEncoderAttention(nn.Module):
    def __init__(self, config: ParakeetEncoderConfig):
        super().__init__()
        d, heads, bias = config.hidden_size, config.num_attention_heads, config.attention_bias
        self.head_size = d // heads
        self.q_proj = nn.Linear(d, d, bias=bias)
        self.k_proj = nn.Linear(d, d, bias=bias)
        self.v_proj = nn.Linear(d, d, bias=bias)
        self.o_proj = nn.Linear(d, d, bias=bias)
        self.relative_k_proj = nn.Linear(d, d, bias=False)
        self.bias_u = nn.Parameter((heads, self.head_size), init="normal")
        self.bias_v = nn.Parameter((heads, self.head_size), init="normal")
        self.dropout = nn.Dropout(config.attention_dropout)

    def forward(self, hidden, frame_mask, positions, attend):  # [b t d], [2t-1 d] -> [b t d]
        projected = self.q_proj(hidden), self.k_proj(hidden), self.v_proj(hidden)
        query, key, value = (split_heads(x, self.head_size) for x in projected)
        scale = self.head_size**-0.5
        keys = split_heads(ops.unsqueeze(self.relative_k_proj(positions), 0), self.head_size)[0]
        scores = ops.einsum("bqhs,khs->bhqk", query + ops.asarray(self.bias_v), keys)
        bias, query = scale * shifted(scores), query + ops.asarray(self.bias_u)
        if frame_mask is not None:  # padding attends to all alike
            counted = ops.unsqueeze(ops.unsqueeze(frame_mask, 2), 3)  # [b t 1 1]
            query = ops.where(counted, query, 0.0)
            bias = ops.where(ops.permute(counted, (0, 2, 1, 3)), bias, 0.0)
        options = dict(scale=scale, bias=bias, dropout=self.dropout)
        return self.o_proj(attend(query, key, value, **options))


class ParakeetEncoderSubsamplingConv2D(nn.Module):
    """Convolutions over time and frequency; frames of padding are zeros after each."""

    def __init__(self, config: ParakeetEncoderConfig):
        super().__init__()
        kernel, c = config.subsampling_conv_kernel_size, config.subsampling_conv_channels
        self.kernel, self.stride = kernel, config.subsampling_conv_stride
        self.kinds = subsampling_kinds(config.subsampling_layers)
        self.layers = subsampling(self.kinds, c, kernel, self.stride)
        bins = config.num_mel_bins // self.stride**config.subsampling_layers
        self.linear = nn.Linear(c * bins, config.hidden_size)

    def forward(self, features, lengths):  # [b f m], [b] or None -> [b t d]
        hidden = ops.unsqueeze(features, 3)
        for layer, kind in zip(self.layers, self.kinds, strict=True):
            if kind == ACTIVATION:
                hidden = ops.relu(hidden)
                continue
            hidden = layer(hidden)
            if lengths is not None:
                if kind == STRIDED and self.stride > 1:
                    lengths = shorter(lengths, self.kernel, self.stride)
                frames = ops.arange(0, ops.shape(hidden)[1], like=lengths, dtype="int64")
                counted = ops.unsqueeze(frames, 0) < ops.unsqueeze(lengths, 1)
                hidden = ops.where(ops.unsqueeze(ops.unsqueeze(counted, 2), 3), hidden, 0.0)
        return self.linear(channels_and_bins(hidden))


def shorter(lengths, kernel: int, stride: int):
    """Frames after one of the convolutions, which pads by half its kernel."""
    return frame_lengths.after(lengths + 2 * ((kernel - 1) // 2), kernel, stride)


class ParakeetEncoderBlock(nn.Block):
    def __init__(self, config: ParakeetEncoderConfig):
        super().__init__()
        d = config.hidden_size
        self.feed_forward1 = ParakeetEncoderFeedForward(config)
        self.self_attn = ParakeetEncoderAttention(config)
        self.conv = GatedConvolution(
            d, config.conv_kernel_size, bias=config.convolution_bias, act=config.hidden_act
        )
        self.feed_forward2 = ParakeetEncoderFeedForward(config)
        self.norm_feed_forward1 = nn.LayerNorm(d, eps=EPS)
        self.norm_self_att = nn.LayerNorm(d, eps=EPS)
        self.norm_conv = nn.LayerNorm(d, eps=EPS)
        self.norm_feed_forward2 = nn.LayerNorm(d, eps=EPS)
        self.norm_out = nn.LayerNorm(d, eps=EPS)

    def forward(self, hidden, frame_mask, positions, attend):  # [b t d] -> [b t d]
        hidden = hidden + 0.5 * self.feed_forward1(self.norm_feed_forward1(hidden))
        normed = self.norm_self_att(hidden)
        hidden = hidden + self.self_attn(normed, frame_mask, positions, attend)
        hidden = hidden + self.conv(self.norm_conv(hidden), frame_mask)
        hidden = hidden + 0.5 * self.feed_forward2(self.norm_feed_forward2(hidden))
        return self.norm_out(hidden)


class ParakeetPreTrainedModel(nn.PreTrainedModel):
    """What all Parakeet models share."""

    config_class = ParakeetCTCConfig
    base_model_prefix = "encoder"
    main_input_name = "input_features"

    def get_input_embeddings(self):
        return None  # spectrograms are not embedded by a table


class ParakeetEncoder(ParakeetPreTrainedModel):
    """Parakeet's encoder.

    Args of `forward`:
        input_features: [b f m], log-mel spectrograms.
        attention_mask: [b f], 1 for frames and 0 for padding.
        output_attention_mask: return the mask of the shorter sequence too.

    Returns:
        ParakeetEncoderModelOutput: last_hidden_state [b t d], attention_mask [b t], and on request
        hidden_states and attentions.
    """

    config_class = ParakeetEncoderConfig

    def __init__(self, config: ParakeetEncoderConfig):
        super().__init__(config)
        self.scale = config.hidden_size**0.5 if config.scale_input else 1.0
        self.subsampling = ParakeetEncoderSubsamplingConv2D(config)
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(ParakeetEncoderBlock(config) for _ in layers)
        self.dropout = nn.Dropout(config.dropout)
        self.dropout_positions = nn.Dropout(config.dropout_positions)
        self.layerdrop = LayerDrop(config.layerdrop)

    def forward(
        self,
        input_features=None,
        attention_mask=None,
        *,
        output_attention_mask: bool = True,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if input_features is None:
            raise InputError("Pass input_features [batch, frames, mel bins].")
        lengths = mask = frame_mask = None
        if attention_mask is not None:
            lengths = ops.sum(ops.cast(attention_mask, "int64"), 1)
        hidden = self.subsampling(input_features, lengths) * self.scale
        positions = self.dropout_positions(relative_table(hidden))
        hidden = self.dropout(hidden)
        if lengths is not None:
            frame_mask = self.output_mask(lengths, ops.shape(hidden)[1])
            keys = ops.unsqueeze(ops.unsqueeze(frame_mask, 1), 1)
            mask = keys | ~ops.unsqueeze(ops.unsqueeze(frame_mask, 1), 3)
        recorder = Recorder(attentions=output_attentions, hidden_states=output_hidden_states)
        attend = Attention(recorder, mask)
        for layer in self.layers:
            recorder.add_hidden_state(hidden)
            hidden = self.layerdrop(layer(hidden, frame_mask, positions, attend), hidden)
        recorder.add_hidden_state(hidden)
        wanted = frame_mask is not None and output_attention_mask
        return ParakeetEncoderModelOutput(
            last_hidden_state=hidden,
            hidden_states=recorder.hidden_states,
            attentions=recorder.attentions,
            attention_mask=ops.cast(frame_mask, "int32") if wanted else None,
        )

    def output_mask(self, lengths, count):
        """[b t] booleans for lengths [b] in frames of the spectrogram; `count` is t."""
        config = self.config
        for _ in range(config.subsampling_layers):
            kernel, stride = config.subsampling_conv_kernel_size, config.subsampling_conv_stride
            lengths = shorter(lengths, kernel, stride)
        frames = ops.arange(0, count, like=lengths, dtype="int64")
        return ops.unsqueeze(frames, 0) < ops.unsqueeze(lengths, 1)


class ParakeetForCTC(Head, ParakeetPreTrainedModel):
    """Tokens of each frame, trained with CTC: labels [b s], -100 where there is none."""

    base_class = ParakeetEncoder
    classifies_frames = True
    input_order = ("input_features", "attention_mask", "labels")

    def base_config(self, config: ParakeetCTCConfig):
        return config.encoder_config

    def add_head(self, config: ParakeetCTCConfig) -> None:
        self.ctc_head = nn.Conv1d(config.encoder_config.hidden_size, config.vocab_size, 1)

    def forward(self, attention_mask=None, labels=None, **inputs: Any):
        if labels is not None:
            inputs["output_attention_mask"] = True
        output = self.encode(attention_mask=attention_mask, **inputs)
        logits = self.ctc_head(output.last_hidden_state)
        loss = None
        if labels is not None:
            batch, count = ops.shape(logits)[:2]
            mask = output.attention_mask
            if mask is None:
                mask = ops.ones((batch, count), like=labels, dtype="int64")
            lengths = ops.sum(ops.cast(mask, "int64"), 1)
            loss = ctc_loss(self.config, logits, labels, lengths)
        return CausalLMOutput.of(output, loss=loss, logits=logits)


HEADS = {"base": ParakeetForCTC, "ctc": ParakeetForCTC}
