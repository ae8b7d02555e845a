"""Mimi: Defossez et al., 2024, arXiv:2410.00037.

A codec of speech whose frames can be streamed: EnCodec's strided convolutions, a causal transformer
with a sliding window, and residual quantization by two sets of codebooks of the same frames, one of
which has learnt what is said. The second half is the mirror image of the first.

b batch, n samples, c channels, t frames, h heads, d hidden, q codebooks, v codes of each,
e size of a code's vector.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.mimi import MimiConfig
from auto_core.configs.mimi_decoder import MimiDecoderConfig
from auto_core.configs.mimi_encoder import MimiEncoderConfig
from auto_core.errors import InputError
from auto_core.initializers import Constant
from auto_core.outputs import (
    MimiDecoderOutput,
    MimiEncoderModelOutput,
    MimiEncoderOutput,
    MimiOutput,
)
from auto_core.recorder import Recorder

from .. import nn, ops
from ..blocks import attention_masks, kv_cache
from ..blocks.activations import activation
from ..blocks.attention import Attention, recorded
from ..blocks.image_heads import Identity
from ..blocks.rotary import RotaryEmbedding
from . import llama
from .encodec import ELU, padded

LEAST_USE = 1e-5


class Stream:
    """What convolutions have read, for those that come after: of each, in order, its last steps
    [b p c]. `kept` is that of the call before, or None at the start of a waveform."""

    def __init__(self, kept: Any = None):
        self.before, self.after = kept, []

    def extend(self, x, count: int, mode: str):  # [b t c] -> [b p+t c]
        if self.before is not None:
            first = self.before[len(self.after)]
        elif mode == "reflect":
            raise InputError("pad_mode is 'reflect': the start of a stream has nothing to reflect.")
        else:
            first = padded(x, count, 0, mode)[:, :count]
        x = ops.cat([first, x], 1)
        self.after.append(x[:, ops.shape(x)[1] - count :])
        return x


class MimiConv1d(nn.Module):
    """A convolution that reads earlier steps alone, or as many on either side."""

    def __init__(
        self,
        config: MimiConfig,
        inputs: int,
        outputs: int,
        kernel: int,
        mode: str = "",
        **shape: Any,
    ):
        super().__init__()
        self.causal, self.mode = config.use_causal_conv, mode or config.pad_mode
        self.stride = shape.get("stride", 1)
        self.total = (kernel - 1) * shape.get("dilation", 1) + 1 - self.stride
        self.conv = nn.Conv1d(inputs, outputs, kernel, **shape)

    def forward(self, x, stream=None):  # [b t i] -> [b u o], u = t / stride rounded up
        if stream is not None and not self.causal:
            raise InputError("use_causal_conv is False: such convolutions cannot be streamed.")
        if stream is not None:
            return self.conv(stream.extend(x, self.total, self.mode) if self.total else x)
        extra = -ops.shape(x)[1] % self.stride
        right = 0 if self.causal else self.total // 2
        return self.conv(padded(x, self.total - right, right + extra, self.mode))


class MimiConvTranspose1d(nn.Module):
    def __init__(self, config: MimiConfig, inputs: int, outputs: int, stride: int, **shape: Any):
        super().__init__()
        self.conv = nn.ConvTranspose1d(inputs, outputs, 2 * stride, stride=stride, **shape)
        cut = math.ceil(stride * config.trim_right_ratio) if config.use_causal_conv else stride // 2
        self.left, self.right = stride - cut, cut

    def forward(self, x):  # [b t i] -> [b t*stride o]
        x = self.conv(x)
        return x[:, self.left : ops.shape(x)[1] - self.right]


class MimiResnetBlock(nn.Module):
    def __init__(self, config: MimiConfig, size: int, dilation: int):
        super().__init__()
        inner = size // config.compress
        first = MimiConv1d(config, size, inner, config.residual_kernel_size, dilation=dilation)
        self.block = nn.ModuleList([ELU(), first, ELU(), MimiConv1d(config, inner, size, 1)])
        shortcut = config.use_conv_shortcut
        self.shortcut = MimiConv1d(config, size, size, 1) if shortcut else Identity()

    def forward(self, x, stream=None):  # [b t d] -> [b t d]
        return self.shortcut(x) + through(self.block, x, stream)


def through(layers, x, stream):
    """[b t i] -> [b u o]: layers in turn, the convolutions among them with the stream."""
    for layer in layers:
        convolves = isinstance(layer, MimiConv1d | MimiResnetBlock)
        x = layer(x, stream) if convolves and stream is not None else layer(x)
    return x


class MimiStack(nn.Module):
    """Convolutions by the checkpoint's indices: strided ones, or transposed ones."""

    def __init__(self, layers: list[Any]):
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def forward(self, x, stream=None):
        return through(self.layers, x, stream)


def residual_layers(config: MimiConfig, size: int) -> list[Any]:
    growth = config.dilation_growth_rate
    return [MimiResnetBlock(config, size, growth**j) for j in range(config.num_residual_layers)]


def encoder(config: MimiConfig) -> MimiStack:
    """[b n c] -> [b t d]"""
    size = config.num_filters
    layers: list[Any] = [MimiConv1d(config, config.audio_channels, size, config.kernel_size)]
    for ratio in reversed(config.upsampling_ratios):
        strided = MimiConv1d(config, size, 2 * size, 2 * ratio, stride=ratio)
        layers += [*residual_layers(config, size), ELU(), strided]
        size *= 2
    last = MimiConv1d(config, size, config.hidden_size, config.last_kernel_size)
    return MimiStack([*layers, ELU(), last])


def decoder(config: MimiConfig) -> MimiStack:
    """[b t d] -> [b n c]"""
    size = config.num_filters * 2 ** len(config.upsampling_ratios)
    layers: list[Any] = [MimiConv1d(config, config.hidden_size, size, config.kernel_size)]
    for ratio in config.upsampling_ratios:
        layers += [ELU(), MimiConvTranspose1d(config, size, size // 2, ratio)]
        size //= 2
        layers += residual_layers(config, size)
    last = MimiConv1d(config, size, config.audio_channels, config.last_kernel_size)
    return MimiStack([*layers, ELU(), last])


class MimiLayerScale(nn.Module):
    """Touvron et al., 2021, arXiv:2103.17239."""

    def __init__(self, config: MimiConfig):
        super().__init__()
        self.scale = nn.Parameter(
            (config.hidden_size,), init=Constant(config.layer_scale_initial_scale)
        )

    def forward(self, x):
        return x * ops.asarray(self.scale)


class MimiMLP(nn.Module):
    def __init__(self, config: MimiConfig):
        super().__init__()
        self.fc1 = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.fc2 = nn.Linear(config.intermediate_size, config.hidden_size, bias=False)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class MimiTransformerLayer(nn.Block):
    def __init__(self, config: MimiConfig):
        super().__init__()
        d, eps = config.hidden_size, config.epsilon
        self.self_attn = llama.LlamaAttention(config)
        self.mlp = MimiMLP(config)
        self.input_layernorm = nn.LayerNorm(d, eps=eps)
        self.post_attention_layernorm = nn.LayerNorm(d, eps=eps)
        self.self_attn_layer_scale = MimiLayerScale(config)
        self.mlp_layer_scale = MimiLayerScale(config)

    def forward(self, hidden, rotation, attend):  # [b t d] -> [b t d]
        attended = self.self_attn(self.input_layernorm(hidden), rotation, attend)
        hidden = hidden + self.self_attn_layer_scale(attended)
        return hidden + self.mlp_layer_scale(self.mlp(self.post_attention_layernorm(hidden)))


class MimiTransformerModel(nn.Module):
    """A causal transformer of frames; a query attends to the last `sliding_window` of them."""

    def __init__(self, config: MimiConfig):
        super().__init__()
        layers = range(config.num_hidden_layers)
        self.layers = nn.ModuleList(MimiTransformerLayer(config) for _ in layers)
        self.rotary_emb = RotaryEmbedding(config)
        self.window = config.sliding_window

    def forward(self, hidden, past, recorder):  # [b t d]
        rotation = self.rotary_emb(kv_cache.positions(past, hidden), hidden)
        mask, causal = attention_masks.causal_mask(None, past, hidden, window=self.window)
        for index, layer in enumerate(self.layers):
            recorder.add_hidden_state(hidden)
            options = dict(causal=causal, past=past, layer=index, window=self.window)
            hidden = layer(hidden, rotation, Attention(recorder, mask, **options))
        recorder.add_hidden_state(hidden)
        return recorded(recorder, hidden, past)


class MimiEuclideanCodebook(nn.Module):
    """Vectors [v e]: the means of the vectors that training counted for each code."""

    def __init__(self, config: MimiConfig):
        super().__init__()
        shape = (config.codebook_size, config.codebook_dim or 0)
        self.initialized = nn.Buffer((1,), init="ones")
        self.cluster_usage = nn.Buffer(shape[:1], init="ones")
        self.embed_sum = nn.Buffer(shape, init="zeros")

    def vectors(self):
        use = ops.clamp(ops.asarray(self.cluster_usage), min=LEAST_USE)
        return ops.asarray(self.embed_sum) / ops.unsqueeze(use, 1)

    def encode(self, hidden):  # [b t e] -> [b t], the nearest vector
        vectors = self.vectors()
        products = ops.matmul(hidden, ops.transpose(vectors, 0, 1))
        return ops.argmax(2 * products - ops.sum(vectors * vectors, 1), -1)

    def decode(self, codes):  # [b t] -> [b t e]
        return ops.take(self.vectors(), codes, 0)


class MimiVectorQuantization(nn.Module):
    def __init__(self, config: MimiConfig):
        super().__init__()
        self.codebook = MimiEuclideanCodebook(config)


class MimiResidualVectorQuantizer(nn.Module):
    """Each codebook quantizes what those before it left over, of projected frames."""

    def __init__(self, config: MimiConfig, count: int):
        super().__init__()
        self.layers = nn.ModuleList(MimiVectorQuantization(config) for _ in range(count))
        d, e = config.hidden_size, config.vector_quantization_hidden_dimension
        self.input_proj = nn.Conv1d(d, e, 1, bias=False) if d != e else Identity()
        self.output_proj = nn.Conv1d(e, d, 1, bias=False) if d != e else Identity()

    def encode(self, hidden, count: int):  # [b t d] -> q of [b t]
        hidden, codes = self.input_proj(hidden), []
        for layer in list(self.layers)[:count]:
            codes.append(layer.codebook.encode(hidden))
            hidden = hidden - layer.codebook.decode(codes[-1])
        return codes

    def decode(self, codes, first: int, end: int):  # [b q t] -> [b t d], of some of the codebooks
        layers = list(self.layers)
        parts = [layers[i - first].codebook.decode(codes[:, i]) for i in range(first, end)]
        return self.output_proj(sum(parts[1:], parts[0]))


class MimiSplitResidualVectorQuantizer(nn.Module):
    """Semantic and acoustic codebooks, both of the same frames."""

    def __init__(self, config: MimiConfig):
        super().__init__()
        self.semantic, self.most = config.num_semantic_quantizers, config.num_quantizers
        acoustic = self.most - self.semantic
        self.semantic_residual_vector_quantizer = MimiResidualVectorQuantizer(config, self.semantic)
        self.acoustic_residual_vector_quantizer = MimiResidualVectorQuantizer(config, acoustic)

    def encode(self, hidden, count: int | None):  # [b t d] -> [b q t]
        count = self.most if count is None else count
        if not self.semantic <= count <= self.most:
            raise InputError(f"num_quantizers is {count}, expected {self.semantic} to {self.most}.")
        codes = self.semantic_residual_vector_quantizer.encode(hidden, self.semantic)
        codes += self.acoustic_residual_vector_quantizer.encode(hidden, count - self.semantic)
        return ops.stack(codes, 1)

    def decode(self, codes):  # [b q t] -> [b t d]
        count = int(ops.shape(codes)[1])
        shared = min(count, self.semantic)
        hidden = self.semantic_residual_vector_quantizer.decode(codes, 0, shared)
        if count > shared:
            acoustic = self.acoustic_residual_vector_quantizer
            hidden = hidden + acoustic.decode(codes, shared, count)
        return hidden


class MimiPreTrainedModel(nn.PreTrainedModel):
    """What all Mimi models share."""

    config_class = MimiConfig
    base_model_prefix = "mimi"
    main_input_name = "input_values"
    per_sample_inputs = ("padding_cache",)  # a list, with a tensor for each convolution

    def get_input_embeddings(self):
        return None  # waveforms are not embedded by a table

    def add_encoder(self, config: MimiConfig) -> None:
        """Make what comes before quantization."""
        self.encoder = encoder(config)
        self.encoder_transformer = MimiTransformerModel(config)
        d, stride = config.hidden_size, config.latent_stride
        shape = dict(stride=stride, bias=False)
        self.downsample = MimiConv1d(config, d, d, 2 * stride, "replicate", **shape)

    def add_decoder(self, config: MimiConfig) -> None:
        """Make what comes after quantization."""
        d, groups = config.hidden_size, config.upsample_groups
        shape = dict(bias=False, groups=groups)
        self.upsample = MimiConvTranspose1d(config, d, d, config.latent_stride, **shape)
        self.decoder_transformer = MimiTransformerModel(config)
        self.decoder = decoder(config)

    def latents(self, input_values, past, padding_cache, use_streaming: bool | None, **requests):
        """[b c n] -> the transformer's output, latents [b t d] and the padding cache or None."""
        channels = ops.shape(input_values)[1]
        if channels != self.config.audio_channels:
            raise InputError(
                f"input_values have {channels} channels, expected {self.config.audio_channels}."
            )
        streaming = self.config.use_streaming if use_streaming is None else use_streaming
        streams = streaming or padding_cache is not None
        stream = Stream(padding_cache) if streams else None
        hidden = self.encoder(ops.permute(input_values, (0, 2, 1)), stream)
        recorder = Recorder(cache=streaming or past is not None, **requests)
        output = self.encoder_transformer(hidden, past, recorder)
        hidden = self.downsample(output.last_hidden_state, stream)
        return output, hidden, None if stream is None else tuple(stream.after)

    def samples(self, hidden, padding_mask, past, use_cache: bool | None, **requests):
        """[b t d] -> the waveform [b c n], the transformer's cache and what it recorded."""
        use_cache = self.config.use_cache if use_cache is None else use_cache
        recorder = Recorder(cache=use_cache or past is not None, **requests)
        output = self.decoder_transformer(self.upsample(hidden), past, recorder)
        values = ops.permute(self.decoder(output.last_hidden_state), (0, 2, 1))
        if padding_mask is not None:
            values = values[..., : ops.shape(padding_mask)[-1]]
        return MimiDecoderOutput(
            audio_values=values,
            decoder_past_key_values=output.past_key_values,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )

    def get_encoded_length(self, input_length):
        """How many frames waveforms of so many samples have; a number, or integers [b]."""
        for stride in (*reversed(self.config.upsampling_ratios), self.config.latent_stride):
            input_length = (input_length + stride - 1) // stride
        return input_length

    def get_audio_codes_mask(self, padding_mask, *, padding_side: str = "right"):
        """[b t] booleans, of the frames, of a mask of samples [b n]."""
        lengths = self.get_encoded_length(
            ops.sum(ops.cast(ops.cast(padding_mask, "bool"), "int64"), -1)
        )
        frames = self.get_encoded_length(ops.shape(padding_mask)[-1])
        index = ops.arange(0, frames, like=lengths, dtype="int64")
        held = ops.unsqueeze(index, 0) < ops.unsqueeze(lengths, 1)
        return held if padding_side == "right" else ops.flip(held, 1)


class MimiEncoderModel(MimiPreTrainedModel):
    """The first half: latents of a waveform. It reads the files of the whole.

    Args of `forward`:
        input_values: [b c n].
        padding_mask: not read, as upstream; padding is encoded too.
        past_key_values, padding_cache: of the call before, where a waveform is streamed.
        use_streaming: whether to return them; by default as the config says.

    Returns:
        MimiEncoderModelOutput: latents [b d t], the two caches, and on request hidden states and
        attentions of the transformer.
    """

    config_class = MimiEncoderConfig
    base_model_prefix = "encoder_model"
    ignored_keys = (r"^(decoder|decoder_transformer|upsample|quantizer)\.",)

    def __init__(self, config: MimiConfig):
        super().__init__(config)
        self.add_encoder(config)

    def forward(
        self,
        input_values=None,
        padding_mask=None,
        past_key_values=None,
        padding_cache=None,
        *,
        use_streaming: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        output, hidden, padding_cache = self.latents(
            input_values,
            past_key_values,
            padding_cache,
            use_streaming,
            attentions=output_attentions,
            hidden_states=output_hidden_states,
        )
        return MimiEncoderModelOutput(
            latents=ops.permute(hidden, (0, 2, 1)),
            past_key_values=output.past_key_values,
            padding_cache=padding_cache,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


class MimiDecoderModel(MimiPreTrainedModel):
    """The second half: a waveform of latents. It reads the files of the whole.

    Args of `forward`:
        latents: [b d t].
        padding_mask: [b n] or [b c n]; the waveform is cut to its length.
        past_key_values: of the call before, where latents are streamed.

    Returns:
        MimiDecoderOutput: audio_values [b c n], the cache, and on request hidden states and
        attentions of the transformer.
    """

    config_class = MimiDecoderConfig
    base_model_prefix = "decoder_model"
    main_input_name = "latents"
    ignored_keys = (r"^(encoder|encoder_transformer|downsample|quantizer)\.",)

    def __init__(self, config: MimiConfig):
        super().__init__(config)
        self.add_decoder(config)

    def forward(
        self,
        latents=None,
        padding_mask=None,
        past_key_values=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.samples(
            ops.permute(latents, (0, 2, 1)),
            padding_mask,
            past_key_values,
            use_cache,
            attentions=output_attentions,
            hidden_states=output_hidden_states,
        )


class MimiModel(MimiPreTrainedModel):
    """Mimi: a waveform through its codes.

    A waveform is streamed by `encode(..., use_streaming=True)` of its parts, each with the
    `encoder_past_key_values` and the `padding_cache` of the part before.

    Args of `forward`:
        input_values: [b c n].
        padding_mask: [b n] or [b c n]; the waveform is cut to its length.
        num_quantizers: how many of the codebooks; all by default.
        audio_codes: [b q t], instead of computing them.
        encoder_past_key_values, decoder_past_key_values: caches of the transformers.

    Returns:
        MimiOutput: audio_codes [b q t], audio_values [b c n] and the caches.
    """

    called_methods = ("encode", "decode")

    def __init__(self, config: MimiConfig):
        super().__init__(config)
        self.add_encoder(config)
        self.add_decoder(config)
        self.quantizer = MimiSplitResidualVectorQuantizer(config)

    def encode(
        self,
        input_values,
        padding_mask=None,
        encoder_past_key_values=None,
        padding_cache=None,
        *,
        num_quantizers: int | None = None,
        use_streaming: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """Codes [b q t] of waveforms [b c n], and the caches of a stream."""
        output, hidden, padding_cache = self.latents(
            input_values,
            encoder_past_key_values,
            padding_cache,
            use_streaming,
            attentions=output_attentions,
            hidden_states=output_hidden_states,
        )
        return MimiEncoderOutput(
            audio_codes=self.quantizer.encode(hidden, num_quantizers),
            encoder_past_key_values=output.past_key_values,
            padding_cache=padding_cache,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )

    def decode(
        self,
        audio_codes,
        padding_mask=None,
        decoder_past_key_values=None,
        *,
        use_cache: bool | None = None,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        """Waveforms [b c n] of codes [b q t]."""
        return self.samples(
            self.quantizer.decode(audio_codes),
            padding_mask,
            decoder_past_key_values,
            use_cache,
            attentions=output_attentions,
            hidden_states=output_hidden_states,
        )

    def forward(
        self,
        input_values=None,
        padding_mask=None,
        audio_codes=None,
        encoder_past_key_values=None,
        decoder_past_key_values=None,
        *,
        num_quantizers: int | None = None,
    ):
        by_name: Any = {"return_dict": True}
        if audio_codes is None and input_values is None:
            raise InputError("Pass input_values [batch, channels, samples] or audio_codes.")
        if audio_codes is None:
            found = self.encode(
                input_values,
                padding_mask,
                encoder_past_key_values,
                num_quantizers=num_quantizers,
                **by_name,
            )
            audio_codes = found.audio_codes
            encoder_past_key_values = found.encoder_past_key_values
        shown = input_values if padding_mask is None else padding_mask
        decoded = self.decode(audio_codes, shown, decoder_past_key_values, **by_name)
        return MimiOutput(
            audio_codes=audio_codes,
            audio_values=decoded.audio_values,
            encoder_past_key_values=encoder_past_key_values,
            decoder_past_key_values=decoded.decoder_past_key_values,
        )


HEADS = {"base": MimiModel}
