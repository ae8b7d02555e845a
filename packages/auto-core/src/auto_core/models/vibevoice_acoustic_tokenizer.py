"""VibeVoice's acoustic tokenizer: Peng et al., 2025, arXiv:2508.19205.

A codec of continuous latents, few a second: strided causal convolutions with ConvNeXt's layers (Liu
et al., 2022, arXiv:2201.03545) between them, and the mirror image. Noise is added to the latents of
a recording, of a deviation that is sampled too. Waveforms may be streamed.

b batch, c channels, n samples, t latents, d size of a latent or of hidden states; of models that
read recordings, n recordings, s samples.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.configs.vibevoice_acoustic_tokenizer import VibeVoiceAcousticTokenizerConfig
from auto_core.configs.vibevoice_acoustic_tokenizer_decoder import (
    VibeVoiceAcousticTokenizerDecoderConfig,
)
from auto_core.configs.vibevoice_acoustic_tokenizer_encoder import (
    VibeVoiceAcousticTokenizerEncoderConfig,
)
from auto_core.errors import InputError
from auto_core.initializers import Constant
from auto_core.outputs import (
    VibeVoiceAcousticTokenizerDecoderOutput,
    VibeVoiceAcousticTokenizerEncoderOutput,
    VibeVoiceAcousticTokenizerOutput,
)
from auto_core.pretrained.static import concrete

from .. import nn, ops
from ..blocks.activations import activation
from .mimi import Stream


class VibeVoiceAcousticTokenizerCausalConv1d(nn.Module):
    def __init__(self, inputs: int, outputs: int, kernel: int, *, stride: int = 1, groups: int = 1):
        super().__init__()
        self.before = kernel - stride
        self.conv = nn.Conv1d(inputs, outputs, kernel, stride=stride, groups=groups)

    def forward(self, x, stream):  # [b t i] -> [b t/stride o]
        return self.conv(stream.extend(x, self.before, "constant") if self.before else x)


class VibeVoiceAcousticTokenizerCausalConvTranspose1d(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int):
        super().__init__()
        self.stride, self.before = stride, 2 * stride - 1
        self.convtr = nn.ConvTranspose1d(inputs, outputs, 2 * stride, stride=stride)

    def forward(self, x, stream):  # [b t i] -> [b t*stride o]
        steps = ops.shape(x)[1] * self.stride
        x = self.convtr(stream.extend(x, self.before, "constant"))
        end = ops.shape(x)[1] - self.stride
        return x[:, end - steps : end]


class VibeVoiceAcousticTokenizerFeedForward(nn.Module):
    def __init__(self, config: VibeVoiceAcousticTokenizerConfig, size: int):
        super().__init__()
        self.linear1 = nn.Linear(size, config.ffn_expansion * size)
        self.linear2 = nn.Linear(config.ffn_expansion * size, size)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):
        return self.linear2(self.activation(self.linear1(hidden)))


class VibeVoiceAcousticTokenizerConvNext1dLayer(nn.Module):
    def __init__(self, config: VibeVoiceAcousticTokenizerConfig, size: int):
        super().__init__()
        scale = Constant(config.layer_scale_init_value)
        self.norm = nn.RMSNorm(size, eps=config.rms_norm_eps)
        self.ffn_norm = nn.RMSNorm(size, eps=config.rms_norm_eps)
        self.ffn = VibeVoiceAcousticTokenizerFeedForward(config, size)
        self.gamma = nn.Parameter((size,), init=scale)
        self.ffn_gamma = nn.Parameter((size,), init=scale)
        shape = (size, size, config.kernel_size)
        self.mixer = VibeVoiceAcousticTokenizerCausalConv1d(*shape, groups=size)

    def forward(self, hidden, stream):  # [b t d] -> [b t d]
        hidden = hidden + self.mixer(self.norm(hidden), stream) * ops.asarray(self.gamma)
        return hidden + self.ffn(self.ffn_norm(hidden)) * ops.asarray(self.ffn_gamma)


class Stage(nn.Module):
    """A convolution, under the name that checkpoints have for it, and layers."""

    def __init__(self, config: Any, name: str, convolution: Any, size: int, depth: int):
        super().__init__()
        self.convolution_name = name
        setattr(self, name, convolution)
        layers = (VibeVoiceAcousticTokenizerConvNext1dLayer(config, size) for _ in range(depth))
        self.stage = nn.ModuleList(layers)

    def forward(self, x, stream):
        x = getattr(self, self.convolution_name)(x, stream)
        for layer in self.stage:
            x = layer(x, stream)
        return x


class VibeVoiceAcousticTokenizerPreTrainedModel(nn.PreTrainedModel):
    """What all of VibeVoice's tokenizers share."""

    config_class: Any = VibeVoiceAcousticTokenizerConfig
    base_model_prefix = "vibevoice_acoustic_tokenizer"
    main_input_name = "input_values"
    per_sample_inputs = ("padding_cache",)  # a list, with a tensor for each convolution

    def get_input_embeddings(self):
        return None  # waveforms are not embedded by a table


class Half(VibeVoiceAcousticTokenizerPreTrainedModel):
    """Convolutions with layers between them."""

    main_input_name = "hidden_states"

    def through(self, hidden, padding_cache, use_cache: bool):
        """[b t i] -> [b u o], and the padding cache or None."""
        stream = Stream(padding_cache)
        hidden = self.stem(hidden, stream)
        for layer in self.conv_layers:
            hidden = layer(hidden, stream)
        hidden = self.head(hidden, stream)
        kept = tuple(stream.after) if use_cache or padding_cache is not None else None
        return hidden, kept


class VibeVoiceAcousticTokenizerEncoderModel(Half):
    """Latents of a waveform.

    Args of `forward`:
        hidden_states: [b c n], a waveform; samples beyond whole latents are not read.
        padding_cache: of the call before, where a waveform is streamed, in parts of whole latents.
        use_cache: return one.

    Returns:
        VibeVoiceAcousticTokenizerEncoderOutput: latents [b t d], and the padding cache.

    Raises:
        InputError: there is no waveform, or one that is shorter than a latent.
    """

    config_class = VibeVoiceAcousticTokenizerEncoderConfig

    def __init__(self, config: VibeVoiceAcousticTokenizerConfig):
        super().__init__(config)
        kernel, size = config.kernel_size, config.num_filters
        conv: Any = VibeVoiceAcousticTokenizerCausalConv1d
        first, *depths = config.depths
        self.stem = Stage(config, "conv", conv(config.channels, size, kernel), size, first)
        stages = []
        for ratio, depth in zip(config.downsampling_ratios, depths, strict=True):
            strided = conv(size, 2 * size, 2 * ratio, stride=ratio)
            size *= 2
            stages.append(Stage(config, "conv", strided, size, depth))
        self.conv_layers = nn.ModuleList(stages)
        self.head = conv(size, config.hidden_size, kernel)

    def forward(self, hidden_states=None, padding_cache=None, *, use_cache: bool = False):
        if hidden_states is None:
            raise InputError("Pass hidden_states [batch, channels, samples], a waveform.")
        channels, samples = ops.shape(hidden_states)[1:]
        if isinstance(channels, int) and channels != self.config.channels:
            raise InputError(f"There are {channels} channels, expected {self.config.channels}.")
        hop = self.config.hop_length
        if isinstance(samples, int) and samples < hop:
            raise InputError(f"A waveform has {samples} samples, expected {hop} or more.")
        hidden = ops.permute(hidden_states, (0, 2, 1))
        latents, padding_cache = self.through(hidden, padding_cache, use_cache)
        return VibeVoiceAcousticTokenizerEncoderOutput(latents=latents, padding_cache=padding_cache)


class VibeVoiceAcousticTokenizerDecoderModel(Half):
    """A waveform of latents.

    Args of `forward`:
        hidden_states: [b d t], latents.
        padding_cache: of the call before, where latents are streamed.
        use_cache: return one.

    Returns:
        VibeVoiceAcousticTokenizerDecoderOutput: audio [b c n], and the padding cache.

    Raises:
        InputError: there are no latents.
    """

    config_class = VibeVoiceAcousticTokenizerDecoderConfig

    def __init__(self, config: VibeVoiceAcousticTokenizerDecoderConfig):
        super().__init__(config)
        kernel, ratios = config.kernel_size, config.upsampling_ratios
        size = config.num_filters * 2 ** len(ratios)
        conv: Any = VibeVoiceAcousticTokenizerCausalConv1d
        first, *depths = config.depths
        self.stem = Stage(config, "conv", conv(config.hidden_size, size, kernel), size, first)
        stages = []
        for ratio, depth in zip(ratios, depths, strict=True):
            longer = VibeVoiceAcousticTokenizerCausalConvTranspose1d(size, size // 2, ratio)
            size //= 2
            stages.append(Stage(config, "convtr", longer, size, depth))
        self.conv_layers = nn.ModuleList(stages)
        self.head = conv(size, config.channels, kernel)

    def forward(self, hidden_states=None, padding_cache=None, *, use_cache: bool = False):
        if hidden_states is None:
            raise InputError("Pass hidden_states [batch, size, latents].")
        hidden = ops.permute(hidden_states, (0, 2, 1))
        audio, padding_cache = self.through(hidden, padding_cache, use_cache)
        audio = ops.permute(audio, (0, 2, 1))
        return VibeVoiceAcousticTokenizerDecoderOutput(audio=audio, padding_cache=padding_cache)


def latents_of(padding_mask, hop: int, most):
    """How many of the `most` latents [n] recordings have, by a mask [n s]; parts count."""
    samples = ops.sum(ops.cast(ops.cast(padding_mask, "bool"), "int64"), 1)
    return ops.clamp((samples + hop - 1) // hop, max=most)


def tokens_for(inputs: Mapping[str, Any], hop: int, token: int) -> dict[str, tuple[int, int]]:
    """What `ImageTokenChecks.vectors_for` says of recordings, whose latents have `hop` samples."""
    values, mask = inputs.get("input_values"), inputs.get("padding_mask")
    shape = getattr(values, "shape", (None,))
    if values is None or len(shape) != 3 or not all(isinstance(n, int) for n in shape):
        return {}
    most, count = shape[2] // hop, shape[0] * (shape[2] // hop)
    if mask is not None:
        held = concrete(mask)
        if held is None:
            return {}
        lengths = (held != 0).sum(-1).tolist()
        count = sum(min(-(-int(length) // hop), most) for length in lengths)
    return {"input_values": (token, count)}


def noisy(latents, std: float, random):
    """Latents [b t d] with noise, whose deviation in each row is normal with this deviation."""
    batch = ops.shape(latents)[0]
    deviation = std * random.normal((batch, 1, 1), like=latents)
    return latents + deviation * random.normal(ops.shape(latents), like=latents)


class VibeVoiceAcousticTokenizerModel(VibeVoiceAcousticTokenizerPreTrainedModel):
    """A waveform through its latents.

    Args of `forward`:
        input_values: [b c n]; samples beyond whole latents are not read.
        padding_cache: the decoder's of the call before, where latents are streamed.
        use_cache: return one.
        sample: add noise to the latents, by the framework's seed.

    Returns:
        VibeVoiceAcousticTokenizerOutput: audio [b c n], latents [b t d], and the padding cache.

    Raises:
        InputError: there is no waveform, or one that is shorter than a latent.
    """

    called_methods = ("encode", "decode")

    def __init__(self, config: VibeVoiceAcousticTokenizerConfig):
        super().__init__(config)
        self.encoder = VibeVoiceAcousticTokenizerEncoderModel(config.encoder_config)
        self.decoder = VibeVoiceAcousticTokenizerDecoderModel(config.decoder_config)
        self.random = nn.Random()

    def encode(
        self, input_values, padding_cache=None, *, use_cache: bool = False, sample: bool = True
    ):
        """Latents [b t d] of waveforms [b c n], and the encoder's padding cache."""
        found = self.encoder(input_values, padding_cache, use_cache=use_cache, return_dict=True)
        if sample:
            found.latents = noisy(found.latents, self.config.vae_std, self.random)
        return found

    def decode(self, latents, padding_cache=None, *, use_cache: bool = False):
        """Waveforms [b c n] of latents [b t d], and the decoder's padding cache."""
        latents = ops.permute(ops.asarray(latents), (0, 2, 1))
        return self.decoder(latents, padding_cache, use_cache=use_cache, return_dict=True)

    def forward(
        self,
        input_values=None,
        padding_cache=None,
        *,
        use_cache: bool = False,
        sample: bool = True,
    ):
        latents = self.encode(input_values, sample=sample).latents
        found = self.decode(latents, padding_cache, use_cache=use_cache)
        return VibeVoiceAcousticTokenizerOutput(
            audio=found.audio, latents=latents, padding_cache=found.padding_cache
        )


HEADS = {
    "base": VibeVoiceAcousticTokenizerModel,
    "audio-tokenization": VibeVoiceAcousticTokenizerModel,
}
