"""EnCodec: Defossez et al., 2022, arXiv:2210.13438.

A codec of sound: strided convolutions and an LSTM make frames of a waveform, residual vector
quantization makes codes of them, and the mirror image of the first makes a waveform again.

b batch, n samples, c channels, t frames, d hidden, q codebooks, v codes of each, w chunks.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from auto_core.checkpoints.weight_norm import ReadsFusedWeights
from auto_core.configs.encodec import EncodecConfig
from auto_core.errors import InputError
from auto_core.outputs import EncodecDecoderOutput, EncodecEncoderOutput, EncodecOutput

from .. import nn, ops
from ..blocks.image_heads import Identity
from ..blocks.lstm import LSTM
from ..blocks.weight_norm import Parametrizations, WeightNormConv1d

EPS = 1e-5
LEAST_SCALE = 1e-8


class ELU(nn.Module):
    def forward(self, x):
        return ops.elu(x, alpha=1.0)


def padded(x, left: int, right: Any, mode: str):
    """[b t c] with so many steps more at either end."""
    steps = ops.shape(x)[1]
    if mode == "constant":
        return ops.pad(x, [(0, 0), (left, right), (0, 0)], value=0.0)
    if mode == "replicate":
        batch, _, size = ops.shape(x)
        first = ops.expand(x[:, :1], (batch, left, size))
        return ops.cat([first, x, ops.expand(x[:, steps - 1 :], (batch, right, size))], 1)
    extra = 0
    if isinstance(steps, int) and isinstance(right, int):  # zeros, where there is too little
        extra = max(max(left, right) - steps + 1, 0)
        x = ops.pad(x, [(0, 0), (0, extra), (0, 0)], value=0.0) if extra else x
        steps = steps + extra
    before = ops.flip(x[:, 1 : left + 1], 1)
    after = ops.flip(x[:, steps - 1 - right : steps - 1], 1)
    x = ops.cat([before, x, after], 1)
    return x[:, : left + steps + right - extra]


class EncodecConv1d(nn.Module):
    """A convolution that reads earlier steps alone, or as many on either side, with a norm."""

    def __init__(
        self,
        config: EncodecConfig,
        inputs: int,
        outputs: int,
        kernel: int,
        *,
        stride: int = 1,
        dilation: int = 1,
    ):
        super().__init__()
        self.causal, self.mode, self.stride = config.use_causal_conv, config.pad_mode, stride
        self.total = (kernel - 1) * dilation + 1 - stride
        shape = dict(stride=stride, dilation=dilation)
        if config.norm_type == "weight_norm":
            self.conv = WeightNormConv1d(inputs, outputs, kernel, **shape, dim=0)
            self.norm = None
        else:
            self.conv = nn.Conv1d(inputs, outputs, kernel, **shape)
            self.norm = nn.GroupNorm(1, outputs, eps=EPS)

    def forward(self, x):  # [b t i] -> [b u o], u = t / stride rounded up
        extra = -ops.shape(x)[1] % self.stride
        right = 0 if self.causal else self.total // 2
        x = self.conv(padded(x, self.total - right, right + extra, self.mode))
        return x if self.norm is None else self.norm(x)


class WeightNormConvTranspose1d(nn.Module):
    """nn.ConvTranspose1d of a kernel of twice the stride, with one norm per input channel."""

    def __init__(self, inputs: int, outputs: int, stride: int):
        super().__init__()
        self.outputs, self.stride = outputs, stride
        self.parametrizations = Parametrizations((inputs, outputs, 2 * stride), 0)
        self.bias = nn.Parameter((outputs,), init="zeros")

    def forward(self, x):  # [b t i] -> [b (t + 1) * stride o]
        batch, steps, _ = ops.shape(x)
        spread = ops.einsum("bti,iok->btko", x, self.parametrizations.weight())
        shape = (batch, steps * self.stride, self.outputs)
        first, second = spread[:, :, : self.stride], spread[:, :, self.stride :]
        first = ops.pad(ops.reshape(first, shape), [(0, 0), (0, self.stride), (0, 0)], value=0.0)
        second = ops.pad(ops.reshape(second, shape), [(0, 0), (self.stride, 0), (0, 0)], value=0.0)
        return first + second + ops.asarray(self.bias)


class EncodecConvTranspose1d(nn.Module):
    def __init__(self, config: EncodecConfig, inputs: int, outputs: int, stride: int):
        super().__init__()
        if config.norm_type == "weight_norm":
            self.conv, self.norm = WeightNormConvTranspose1d(inputs, outputs, stride), None
        else:
            self.conv = nn.ConvTranspose1d(inputs, outputs, 2 * stride, stride=stride)
            self.norm = nn.GroupNorm(1, outputs, eps=EPS)
        share = config.trim_right_ratio if config.use_causal_conv else 0.5
        cut = math.ceil(stride * share) if config.use_causal_conv else stride // 2
        self.left, self.right = stride - cut, cut

    def forward(self, x):  # [b t i] -> [b t*stride o]
        x = self.conv(x)
        x = x if self.norm is None else self.norm(x)
        return x[:, self.left : ops.shape(x)[1] - self.right]


class EncodecLSTM(nn.Module):
    def __init__(self, config: EncodecConfig, size: int):
        super().__init__()
        self.lstm = LSTM(size, size, config.num_lstm_layers)

    def forward(self, x):  # [b t d] -> [b t d]
        return x + self.lstm(x)


class EncodecResnetBlock(nn.Module):
    def __init__(self, config: EncodecConfig, size: int, dilation: int):
        super().__init__()
        inner = size // config.compress
        first = EncodecConv1d(config, size, inner, config.residual_kernel_size, dilation=dilation)
        second = EncodecConv1d(config, inner, size, 1)
        self.block = nn.ModuleList([ELU(), first, ELU(), second])
        shortcut = config.use_conv_shortcut
        self.shortcut = EncodecConv1d(config, size, size, 1) if shortcut else Identity()

    def forward(self, x):  # [b t d] -> [b t d]
        hidden = x
        for layer in self.block:
            hidden = layer(hidden)
        return self.shortcut(x) + hidden


class EncodecStack(nn.Module):
    """Layers one after another, by the checkpoint's indices."""

    def __init__(self, layers: list[Any]):
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def residual_layers(config: EncodecConfig, size: int) -> list[Any]:
    growth = config.dilation_growth_rate
    return [EncodecResnetBlock(config, size, growth**j) for j in range(config.num_residual_layers)]


def encoder(config: EncodecConfig) -> EncodecStack:
    """[b n c] -> [b t d]"""
    size = config.num_filters
    layers: list[Any] = [EncodecConv1d(config, config.audio_channels, size, config.kernel_size)]
    for ratio in reversed(config.upsampling_ratios):
        strided = EncodecConv1d(config, size, 2 * size, 2 * ratio, stride=ratio)
        layers += [*residual_layers(config, size), ELU(), strided]
        size *= 2
    last = EncodecConv1d(config, size, config.hidden_size, config.last_kernel_size)
    return EncodecStack([*layers, EncodecLSTM(config, size), ELU(), last])


def decoder(config: EncodecConfig) -> EncodecStack:
    """[b t d] -> [b n c]"""
    size = config.num_filters * 2 ** len(config.upsampling_ratios)
    layers: list[Any] = [EncodecConv1d(config, config.hidden_size, size, config.kernel_size)]
    layers.append(EncodecLSTM(config, size))
    for ratio in config.upsampling_ratios:
        layers += [ELU(), EncodecConvTranspose1d(config, size, size // 2, ratio)]
        size //= 2
        layers += residual_layers(config, size)
    last = EncodecConv1d(config, size, config.audio_channels, config.last_kernel_size)
    return EncodecStack([*layers, ELU(), last])


class EncodecEuclideanCodebook(nn.Module):
    """Vectors [v d]; what training counted beside them is in files and not read."""

    def __init__(self, config: EncodecConfig):
        super().__init__()
        shape = (config.codebook_size, config.hidden_size)
        self.inited = nn.Buffer((1,), init="ones")
        self.cluster_size = nn.Buffer(shape[:1], init="zeros")
        self.embed = nn.Buffer(shape, init="zeros")
        self.embed_avg = nn.Buffer(shape, init="zeros")

    def encode(self, hidden):  # [b t d] -> [b t], the nearest vector
        vectors = ops.asarray(self.embed)
        length = ops.sum(hidden * hidden, -1, keepdim=True)
        norms = ops.sum(vectors * vectors, 1)
        distance = length - 2 * ops.matmul(hidden, ops.transpose(vectors, 0, 1)) + norms
        return ops.argmax(-distance, -1)

    def decode(self, codes):  # [b t] -> [b t d]
        return ops.take(ops.asarray(self.embed), codes, 0)


class EncodecVectorQuantization(nn.Module):
    def __init__(self, config: EncodecConfig):
        super().__init__()
        self.codebook = EncodecEuclideanCodebook(config)


class EncodecResidualVectorQuantizer(nn.Module):
    """Each codebook quantizes what those before it left over."""

    def __init__(self, config: EncodecConfig):
        super().__init__()
        self.rate = math.log2(config.codebook_size) * config.frame_rate
        layers = range(config.num_quantizers)
        self.layers = nn.ModuleList(EncodecVectorQuantization(config) for _ in layers)

    def encode(self, hidden, bandwidth: float):  # [b t d] -> [b q t]
        count = max(1, math.floor(bandwidth * 1000 / self.rate))
        codes = []
        for layer in list(self.layers)[:count]:
            codes.append(layer.codebook.encode(hidden))
            hidden = hidden - layer.codebook.decode(codes[-1])
        return ops.stack(codes, 1)

    def decode(self, codes):  # [b q t] -> [b t d]
        layers = list(self.layers)
        parts = [layers[i].codebook.decode(codes[:, i]) for i in range(int(ops.shape(codes)[1]))]
        return sum(parts[1:], parts[0])


class EncodecModel(ReadsFusedWeights, nn.PreTrainedModel):
    """EnCodec: a waveform through its codes.

    Args of `forward`:
        input_values: [b c n].
        padding_mask: [b c n] or [b n], 1 for samples and 0 for padding.
        audio_codes, audio_scales: of an earlier `encode`, instead of computing them.
        bandwidth: in kbit/s, one of `config.target_bandwidths`; the first by default.
        last_frame_pad_length: of an earlier `encode`.

    Returns:
        EncodecOutput: audio_codes [w b q t], and audio_values [b c n].
    """

    config_class = EncodecConfig
    base_model_prefix = "encodec"
    main_input_name = "input_values"
    called_methods = ("encode", "decode")

    def __init__(self, config: EncodecConfig):
        super().__init__(config)
        self.encoder = encoder(config)
        self.decoder = decoder(config)
        self.quantizer = EncodecResidualVectorQuantizer(config)

    def get_input_embeddings(self):
        return None  # waveforms are not embedded by a table

    def encode(self, input_values, padding_mask=None, *, bandwidth: float | None = None):
        """Codes [w b q t] of waveforms [b c n], chunk by chunk where the config has a length, with
        the scales [b 1] of the chunks (None without `normalize`)."""
        config = self.config
        bandwidth = config.target_bandwidths[0] if bandwidth is None else bandwidth
        if bandwidth not in config.target_bandwidths:
            raise InputError(
                f"bandwidth is {bandwidth}, expected one of {list(config.target_bandwidths)}."
            )
        batch, channels, samples = ops.shape(input_values)
        if channels != config.audio_channels:
            raise InputError(
                f"input_values have {channels} channels, expected {config.audio_channels}."
            )
        if padding_mask is not None:
            mask = ops.reshape(padding_mask, (batch, -1, ops.shape(padding_mask)[-1]))
            input_values = ops.where(mask != 0, input_values, 0.0)
        length, starts = samples, range(1)
        if config.chunk_length is not None:
            length = config.chunk_length
            if not isinstance(samples, int):
                raise InputError("Chunks need input_values of a length that the graph knows.")
            starts = range(0, samples, config.chunk_stride or length)
        frames, scales = [], []
        for start in starts:
            codes, scale = self.encode_chunk(input_values[:, :, start : start + length], bandwidth)
            frames.append(codes)
            scales.append(scale)
        missing = 0
        if len(frames) > 1:
            missing = ops.shape(frames[0])[2] - ops.shape(frames[-1])[2]
            frames[-1] = ops.pad(frames[-1], [(0, 0), (0, 0), (0, missing)], value=0)
        return EncodecEncoderOutput(
            audio_codes=ops.stack(frames, 0),
            audio_scales=tuple(scales),
            last_frame_pad_length=missing,
        )

    def encode_chunk(self, values, bandwidth: float):  # [b c n] -> [b q t], [b 1] or None
        scale = None
        if self.config.normalize:
            mono = ops.mean(values, 1)
            scale = ops.sqrt(ops.mean(mono * mono, 1, keepdim=True)) + LEAST_SCALE
            values = values / ops.unsqueeze(scale, 2)
        hidden = self.encoder(ops.permute(values, (0, 2, 1)))
        return self.quantizer.encode(hidden, bandwidth), scale

    def decode(
        self, audio_codes, audio_scales=None, padding_mask=None, *, last_frame_pad_length: int = 0
    ):
        """Waveforms [b c n] of codes [w b q t] and the chunks' scales [b 1] (or None)."""
        count = int(ops.shape(audio_codes)[0])
        scales = [None] * count if audio_scales is None else audio_scales
        if self.config.chunk_length is None and count != 1:
            raise InputError(f"audio_codes have {count} chunks, expected one.")
        chunks = []
        for index in range(count):
            codes = audio_codes[index]
            if index == count - 1 and last_frame_pad_length:
                codes = codes[..., : ops.shape(codes)[-1] - last_frame_pad_length]
            values = ops.permute(self.decoder(self.quantizer.decode(codes)), (0, 2, 1))
            if scales[index] is not None:
                values = values * ops.reshape(scales[index], (-1, 1, 1))
            chunks.append(values)
        values = chunks[0]
        if self.config.chunk_length is not None:
            values = overlapped(chunks, self.config.chunk_stride or 1)
        if padding_mask is not None:
            values = values[..., : ops.shape(padding_mask)[-1]]
        return EncodecDecoderOutput(audio_values=values)

    def forward(
        self,
        input_values=None,
        padding_mask=None,
        audio_codes=None,
        audio_scales=None,
        *,
        bandwidth: float | None = None,
        last_frame_pad_length: int = 0,
    ):
        by_name: Any = {"return_dict": True}
        if (audio_codes is None) != (audio_scales is None):
            raise InputError("Pass audio_codes and audio_scales together, or neither.")
        if audio_codes is None:
            if input_values is None:
                raise InputError("Pass input_values [batch, channels, samples].")
            found = self.encode(input_values, padding_mask, bandwidth=bandwidth, **by_name)
            audio_codes, audio_scales = found.audio_codes, found.audio_scales
            last_frame_pad_length = found.last_frame_pad_length
        shown = input_values if padding_mask is None else padding_mask
        decoded = self.decode(
            audio_codes,
            audio_scales,
            shown,
            last_frame_pad_length=last_frame_pad_length,
            **by_name,
        )
        return EncodecOutput(audio_codes=audio_codes, audio_values=decoded.audio_values)


def overlapped(chunks: list[Any], stride: int):
    """[b c n] of chunks that begin `stride` samples apart, each faded in and out linearly."""
    length = int(ops.shape(chunks[0])[-1])
    last = int(ops.shape(chunks[-1])[-1])
    total = stride * (len(chunks) - 1) + last
    fade = 0.5 - np.abs(np.linspace(0, 1, length + 2)[1:-1] - 0.5)
    weights, values = np.zeros(total), 0.0
    for index, chunk in enumerate(chunks):
        size = int(ops.shape(chunk)[-1])
        start = stride * index
        size = min(size, total - start)
        weights[start : start + size] += fade[:size]
        weight = ops.asarray(fade[:size], like=chunk, dtype=ops.dtype(chunk))
        ends = [(0, 0), (0, 0), (start, total - start - size)]
        values = values + ops.pad(chunk[..., :size] * weight, ends, value=0.0)
    return values / ops.asarray(weights, like=chunks[0], dtype=ops.dtype(chunks[0]))


HEADS = {"base": EncodecModel}
