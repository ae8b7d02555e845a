"""Descript's audio codec: Kumar et al., 2023, arXiv:2306.06546.

Convolutions with periodic activations, and residual quantization of projected, normed vectors.

b batch, n samples, t frames, d hidden, q codebooks, v codes of each, e size of a code.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.configs.dac import DacConfig
from auto_core.errors import InputError
from auto_core.outputs import DacDecoderOutput, DacEncoderOutput, DacOutput

from .. import nn, ops

LEAST_NORM = 1e-12


class Snake1d(nn.Module):
    """Ziyin et al., 2020, arXiv:2006.08195."""

    def __init__(self, size: int):
        super().__init__()
        self.alpha = nn.Parameter((1, size, 1), init="ones")

    def forward(self, x):  # [b t d] -> [b t d]
        alpha = ops.reshape(ops.asarray(self.alpha), (-1,))
        wave = ops.sin(alpha * x)
        return x + wave * wave / (alpha + 1e-9)


class DacResidualUnit(nn.Module):
    def __init__(self, size: int, dilation: int):
        super().__init__()
        self.snake1 = Snake1d(size)
        self.conv1 = nn.Conv1d(size, size, 7, dilation=dilation, padding=3 * dilation)
        self.snake2 = Snake1d(size)
        self.conv2 = nn.Conv1d(size, size, 1)

    def forward(self, x):  # [b t d] -> [b t d]
        return x + self.conv2(self.snake2(self.conv1(self.snake1(x))))


class DacEncoderBlock(nn.Module):
    def __init__(self, size: int, stride: int):
        super().__init__()
        self.res_unit1 = DacResidualUnit(size // 2, 1)
        self.res_unit2 = DacResidualUnit(size // 2, 3)
        self.res_unit3 = DacResidualUnit(size // 2, 9)
        self.snake1 = Snake1d(size // 2)
        shape = dict(stride=stride, padding=math.ceil(stride / 2))
        self.conv1 = nn.Conv1d(size // 2, size, 2 * stride, **shape)

    def forward(self, x):  # [b t d/2] -> [b u d]
        x = self.res_unit3(self.res_unit2(self.res_unit1(x)))
        return self.conv1(self.snake1(x))


class DacDecoderBlock(nn.Module):
    def __init__(self, size: int, stride: int):
        super().__init__()
        self.snake1 = Snake1d(size)
        shape = dict(stride=stride, padding=math.ceil(stride / 2))
        self.conv_t1 = nn.ConvTranspose1d(size, size // 2, 2 * stride, **shape)
        self.res_unit1 = DacResidualUnit(size // 2, 1)
        self.res_unit2 = DacResidualUnit(size // 2, 3)
        self.res_unit3 = DacResidualUnit(size // 2, 9)

    def forward(self, x):  # [b u d] -> [b t d/2]
        x = self.conv_t1(self.snake1(x))
        return self.res_unit3(self.res_unit2(self.res_unit1(x)))


class DacEncoder(nn.Module):
    def __init__(self, config: DacConfig):
        super().__init__()
        size, strides = config.encoder_hidden_size, config.downsampling_ratios
        self.conv1 = nn.Conv1d(1, size, 7, padding=3)
        self.block = nn.ModuleList(
            DacEncoderBlock(size * 2 ** (index + 1), stride) for index, stride in enumerate(strides)
        )
        last = size * 2 ** len(strides)
        self.snake1 = Snake1d(last)
        self.conv2 = nn.Conv1d(last, config.hidden_size or last, 3, padding=1)

    def forward(self, x):  # [b n 1] -> [b t d]
        x = self.conv1(x)
        for layer in self.block:
            x = layer(x)
        return self.conv2(self.snake1(x))


class DacDecoder(nn.Module):
    def __init__(self, config: DacConfig):
        super().__init__()
        size, strides = config.decoder_hidden_size, config.upsampling_ratios or ()
        self.conv1 = nn.Conv1d(config.hidden_size or size, size, 7, padding=3)
        self.block = nn.ModuleList(
            DacDecoderBlock(size // 2**index, stride) for index, stride in enumerate(strides)
        )
        last = size // 2 ** len(strides)
        self.snake1 = Snake1d(last)
        self.conv2 = nn.Conv1d(last, 1, 7, padding=3)

    def forward(self, x):  # [b t d] -> [b n 1]
        x = self.conv1(x)
        for layer in self.block:
            x = layer(x)
        return ops.tanh(self.conv2(self.snake1(x)))


class DacVectorQuantize(nn.Module):
    def __init__(self, config: DacConfig):
        super().__init__()
        size = config.hidden_size or 0
        self.in_proj = nn.Conv1d(size, config.codebook_dim, 1)
        self.out_proj = nn.Conv1d(config.codebook_dim, size, 1)
        self.codebook = nn.Embedding(config.codebook_size, config.codebook_dim)
        self.codes = config.codebook_size

    def forward(self, hidden):
        """[b t d] -> the code's vector [b t d], its codes [b t], the latents [b t e], and the
        mean squared distance of latents to their codes."""
        latents = self.in_proj(hidden)
        quantized, codes = self.nearest(latents)
        away = quantized - latents
        straight = latents + ops.detach(away)  # gradients pass by the quantization
        losses = (
            ops.mean((latents - ops.detach(quantized)) ** 2, (0, 1, 2)),
            ops.mean((quantized - ops.detach(latents)) ** 2, (0, 1, 2)),
        )
        return self.out_proj(straight), codes, latents, losses

    def nearest(self, latents):  # [b t e] -> [b t e], [b t]: by the angle
        index = ops.arange(0, self.codes, like=latents, dtype="int64")
        vectors = normalised(self.codebook(index))
        codes = ops.argmax(ops.matmul(normalised(latents), ops.transpose(vectors, 0, 1)), -1)
        return self.codebook(codes), codes


def normalised(x):
    """[... e] of length 1."""
    length = ops.sqrt(ops.sum(x * x, -1, keepdim=True))
    return x / ops.clamp(length, min=LEAST_NORM)


class DacResidualVectorQuantizer(nn.Module):
    """Each codebook quantizes what those before it left over."""

    def __init__(self, config: DacConfig):
        super().__init__()
        codebooks = range(config.n_codebooks)
        self.quantizers = nn.ModuleList(DacVectorQuantize(config) for _ in codebooks)
        self.dropout = config.quantizer_dropout
        self.random = nn.Random()

    def forward(self, hidden, count: int | None):
        """[b t d] -> [b t d], codes [b q t], latents [b q*e t], and two losses [b]."""
        layers = list(self.quantizers)
        training = nn.in_training(self)
        if not training:
            layers = layers[: max(len(layers) if count is None else count, 0)]
        if not layers:
            raise InputError(f"n_quantizers is {count}, expected 1 or more.")
        used = self.used(hidden) if training and self.dropout > 0 else None
        batch = ops.shape(hidden)[0]
        commitment = codebook = ops.zeros((batch,), like=hidden)
        total, all_codes, all_latents = 0.0, [], []
        for index, layer in enumerate(layers):
            quantized, codes, latents, losses = layer(hidden)
            share = ops.ones((batch,), like=hidden)
            if used is not None:
                share = ops.cast(used > index, ops.dtype(hidden))
            total = total + quantized * ops.reshape(share, (-1, 1, 1))
            hidden = hidden - quantized
            commitment, codebook = commitment + losses[0] * share, codebook + losses[1] * share
            all_codes.append(codes)
            all_latents.append(ops.permute(latents, (0, 2, 1)))
        return total, ops.stack(all_codes, 1), ops.cat(all_latents, 1), (commitment, codebook)

    def used(self, hidden):
        """How many codebooks [b] each recording of a batch in training has: the first ones, by
        `quantizer_dropout`, a random number."""
        batch, count = ops.shape(hidden)[0], len(list(self.quantizers))
        noise = self.random.uniform((batch,), like=hidden, dtype="float32")
        chosen = ops.floor(noise * count) + 1
        row = ops.cast(ops.arange(0, batch, like=hidden, dtype="int64"), "float32")
        dropped = row + 1 <= ops.cast(ops.zeros((), like=row) + batch, "float32") * self.dropout
        return ops.where(dropped, chosen, float(count))

    def from_codes(self, codes):  # [b q t] -> [b t d]
        layers = list(self.quantizers)
        parts = [
            layers[i].out_proj(layers[i].codebook(codes[:, i]))
            for i in range(int(ops.shape(codes)[1]))
        ]
        return sum(parts[1:], parts[0])


class DacModel(nn.PreTrainedModel):
    """DAC: a waveform through its codes.

    Args of `forward`:
        input_values: [b 1 n].
        n_quantizers: how many of the codebooks; all by default.

    Returns:
        DacOutput: the losses [b] of quantization, audio_values [b n], quantized_representation
        [b d t], audio_codes [b q t] and projected_latents [b q*e t].
    """

    config_class = DacConfig
    base_model_prefix = "dac"
    main_input_name = "input_values"
    called_methods = ("encode", "decode")

    def __init__(self, config: DacConfig):
        super().__init__(config)
        self.encoder = DacEncoder(config)
        self.decoder = DacDecoder(config)
        self.quantizer = DacResidualVectorQuantizer(config)

    def get_input_embeddings(self):
        return None  # waveforms are not embedded by a table

    def encode(self, input_values, *, n_quantizers: int | None = None):
        """Codes [b q t] of waveforms [b 1 n], what they stand for [b d t], and the loss [b]."""
        hidden = self.encoder(ops.permute(input_values, (0, 2, 1)))
        hidden, codes, latents, (commitment, codebook) = self.quantizer(hidden, n_quantizers)
        weights = self.config.commitment_loss_weight, self.config.codebook_loss_weight
        return DacEncoderOutput(
            loss=weights[0] * commitment + weights[1] * codebook,
            quantized_representation=ops.permute(hidden, (0, 2, 1)),
            audio_codes=codes,
            projected_latents=latents,
        )

    def decode(self, quantized_representation=None, audio_codes=None):
        """Waveforms [b n] of codes [b q t], or of what they stand for [b d t]."""
        if quantized_representation is None and audio_codes is None:
            raise InputError("Pass quantized_representation or audio_codes.")
        if audio_codes is not None:
            hidden = self.quantizer.from_codes(audio_codes)
        else:
            hidden = ops.permute(quantized_representation, (0, 2, 1))
        return DacDecoderOutput(audio_values=self.decoder(hidden)[..., 0])

    def forward(self, input_values=None, *, n_quantizers: int | None = None):
        if input_values is None:
            raise InputError("Pass input_values [batch, 1, samples].")
        options: Any = {"return_dict": True}
        found = self.encode(input_values, n_quantizers=n_quantizers, **options)
        decoded = self.decode(found.quantized_representation, **options)
        samples = ops.shape(input_values)[-1]
        return DacOutput.of(found, audio_values=decoded.audio_values[:, :samples])


HEADS = {"base": DacModel, "audio-tokenization": DacModel}
