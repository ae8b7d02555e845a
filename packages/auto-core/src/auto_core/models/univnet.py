"""UnivNet: Jang et al., 2021, arXiv:2106.07889.

A vocoder: noise becomes sound by convolutions whose kernels follow from the spectrogram, one
for each frame (location-variable convolutions: Zeng et al., 2021, arXiv:2102.10815).

b batch, f frames, m mel bins, n channels of the noise, t steps, c channels, k kernel size.
"""

from __future__ import annotations

import math

from auto_core.configs.univnet import UnivNetConfig
from auto_core.errors import InputError
from auto_core.outputs import UnivNetModelOutput

from .. import nn, ops
from .encodec import padded


class UnivNetKernelPredictorResidualBlock(nn.Module):
    def __init__(self, config: UnivNetConfig):
        super().__init__()
        channels, size = config.model_in_channels, config.kernel_predictor_conv_size
        self.dropout = nn.Dropout(config.kernel_predictor_dropout)
        self.conv1 = nn.Conv1d(channels, channels, size, padding=size // 2)
        self.conv2 = nn.Conv1d(channels, channels, size, padding=size // 2)
        self.slope = config.leaky_relu_slope

    def forward(self, hidden):  # [b f c] -> [b f c]
        change = self.dropout(hidden)
        for conv in (self.conv1, self.conv2):
            change = ops.leaky_relu(conv(change), negative_slope=self.slope)
        return hidden + change


class UnivNetKernelPredictor(nn.Module):
    """Kernels and biases of the convolutions of one stage, for each frame."""

    def __init__(self, config: UnivNetConfig, kernel_size: int, layers: int):
        super().__init__()
        hidden, size = config.kernel_predictor_hidden_channels, config.kernel_predictor_conv_size
        inputs = config.model_hidden_channels
        self.kernel_shape = (layers, inputs, 2 * inputs, kernel_size)
        self.slope = config.leaky_relu_slope
        self.input_conv = nn.Conv1d(config.num_mel_bins, hidden, 5, padding=2)
        self.resblocks = nn.ModuleList(
            UnivNetKernelPredictorResidualBlock(config)
            for _ in range(config.kernel_predictor_num_blocks)
        )
        kernels, biases = math.prod(self.kernel_shape), layers * 2 * inputs
        self.kernel_conv = nn.Conv1d(hidden, kernels, size, padding=size // 2)
        self.bias_conv = nn.Conv1d(hidden, biases, size, padding=size // 2)

    def forward(self, spectrogram):  # [b f m] -> by layer, [b f k*c 2c] and [b f 1 2c]
        hidden = ops.leaky_relu(self.input_conv(spectrogram), negative_slope=self.slope)
        for block in self.resblocks:
            hidden = block(hidden)
        batch, frames, _ = ops.shape(hidden)
        layers, inputs, outputs, size = self.kernel_shape
        kernels = ops.reshape(self.kernel_conv(hidden), (batch, frames, *self.kernel_shape))
        kernels = ops.permute(kernels, (0, 1, 2, 5, 3, 4))
        kernels = ops.reshape(kernels, (batch, frames, layers, size * inputs, outputs))
        biases = ops.reshape(self.bias_conv(hidden), (batch, frames, layers, 1, outputs))
        return [(kernels[:, :, i], biases[:, :, i]) for i in range(layers)]


class UnivNetLvcResidualBlock(nn.Module):
    def __init__(self, config: UnivNetConfig, kernel_size: int, dilation: int):
        super().__init__()
        self.channels, self.size = config.model_hidden_channels, kernel_size
        self.slope = config.leaky_relu_slope
        self.conv = nn.Conv1d(
            self.channels,
            self.channels,
            kernel_size,
            dilation=dilation,
            padding=dilation * (kernel_size - 1) // 2,
        )

    def forward(self, hidden, kernel, bias):  # [b t c], [b f k*c 2c], [b f 1 2c] -> [b t c]
        change = self.conv(ops.leaky_relu(hidden, negative_slope=self.slope))
        change = ops.leaky_relu(change, negative_slope=self.slope)
        change = self.location_variable_convolution(change, kernel, bias)
        gate, change = ops.split(change, [self.channels, self.channels], 2)
        return hidden + ops.sigmoid(gate) * ops.tanh(change)

    def location_variable_convolution(self, hidden, kernel, bias):  # -> [b t 2c]
        batch, steps, channels = ops.shape(hidden)
        frames, side = ops.shape(kernel)[1], self.size // 2
        wide = ops.pad(hidden, [(0, 0), (side, side), (0, 0)], value=0.0)
        taps = ops.cat([wide[:, i : i + steps] for i in range(self.size)], 2)  # [b t k*c]
        taps = ops.reshape(taps, (batch, frames, -1, self.size * channels))
        return ops.reshape(ops.matmul(taps, kernel) + bias, (batch, steps, 2 * channels))


class UnivNetLvcBlock(nn.Module):
    """A stage: more steps, then residual blocks whose kernels follow from the spectrogram."""

    def __init__(self, config: UnivNetConfig, stage: int):
        super().__init__()
        channels, stride = config.model_hidden_channels, config.resblock_stride_sizes[stage]
        size = config.resblock_kernel_sizes[stage]
        dilations = config.resblock_dilation_sizes[stage]
        self.slope = config.leaky_relu_slope
        self.convt_pre = nn.ConvTranspose1d(
            channels,
            channels,
            2 * stride,
            stride=stride,
            padding=stride // 2 + stride % 2,
            output_padding=stride % 2,
        )
        self.kernel_predictor = UnivNetKernelPredictor(config, size, len(dilations))
        self.resblocks = nn.ModuleList(
            UnivNetLvcResidualBlock(config, size, dilation) for dilation in dilations
        )

    def forward(self, hidden, spectrogram):  # [b t c], [b f m] -> [b t*stride c]
        hidden = self.convt_pre(ops.leaky_relu(hidden, negative_slope=self.slope))
        kernels = self.kernel_predictor(spectrogram)
        for block, (kernel, bias) in zip(self.resblocks, kernels, strict=True):
            hidden = block(hidden, kernel, bias)
        return hidden


class UnivNetModel(nn.PreTrainedModel):
    """Log-mel spectrograms to sound.

    Args of `forward`:
        input_features: [b f m], or one [f m].
        noise_sequence: [b f n], or one for all, [f n]; by default standard normal, by the
            framework's seed.
        padding_mask: [b samples], 1 for sound; says how long each waveform is.

    Returns:
        UnivNetModelOutput: waveforms [b samples], and waveform_lengths [b] of a mask's.

    Raises:
        InputError: there is no spectrogram, or the batches differ.
    """

    config_class = UnivNetConfig
    main_input_name = "input_features"

    def __init__(self, config: UnivNetConfig):
        super().__init__(config)
        channels = config.model_hidden_channels
        self.conv_pre = nn.Conv1d(config.model_in_channels, channels, 7)
        self.resblocks = nn.ModuleList(
            UnivNetLvcBlock(config, stage) for stage in range(len(config.resblock_kernel_sizes))
        )
        self.conv_post = nn.Conv1d(channels, 1, 7)
        self.random = nn.Random()

    def forward(self, input_features=None, noise_sequence=None, padding_mask=None):
        if input_features is None:
            raise InputError("Pass input_features, [b f m] or [f m].")
        features = batched(input_features, 3)
        batch, frames, _ = ops.shape(features)
        if noise_sequence is None:
            shape = (batch, frames, self.config.model_in_channels)
            noise = self.random.normal(shape, like=features)
        else:
            noise = batched(noise_sequence, 3)
        rows = ops.shape(noise)[0]
        if rows != batch and 1 not in (rows, batch):
            raise InputError(
                f"noise_sequence has {rows} rows and input_features {batch}; expected as many, "
                "or one for all."
            )
        most = batch if rows == 1 else rows
        features, noise = (
            ops.expand(x, (most, *ops.shape(x)[1:])) if ops.shape(x)[0] == 1 else x
            for x in (features, noise)
        )
        hidden = self.conv_pre(padded(noise, 3, 3, "reflect"))
        for block in self.resblocks:
            hidden = block(hidden, features)
        hidden = ops.leaky_relu(hidden, negative_slope=self.config.leaky_relu_slope)
        sound = ops.tanh(self.conv_post(padded(hidden, 3, 3, "reflect")))
        lengths = None
        if padding_mask is not None:
            lengths = ops.sum(ops.cast(batched(padding_mask, 2), "int64"), 1)
        return UnivNetModelOutput(waveforms=ops.squeeze(sound, 2), waveform_lengths=lengths)


def batched(x, rank: int):
    """One item as a batch of it, where the batch's axis is missing."""
    return ops.unsqueeze(x, 0) if len(ops.shape(x)) < rank else x


HEADS = {"base": UnivNetModel}
