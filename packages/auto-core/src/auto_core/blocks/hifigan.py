"""HiFi-GAN vocoder: Kong et al., 2020, arXiv:2010.05646.

b batch, t steps, c channels. Each stage repeats steps `upsample_rates[i]` times, halves the
channels, and averages residual blocks of several kernel sizes.
"""

from __future__ import annotations

from typing import Any

from .. import nn, ops


class HifiGanResidualBlock(nn.Module):
    def __init__(self, channels: int, kernel_size: int, dilations: Any, slope: float):
        super().__init__()

        def convolutions(rates):
            return nn.ModuleList(
                nn.Conv1d(
                    channels,
                    channels,
                    kernel_size,
                    dilation=rate,
                    padding=(kernel_size - 1) * rate // 2,
                )
                for rate in rates
            )

        self.convs1 = convolutions(dilations)
        self.convs2 = convolutions([1] * len(dilations))
        self.slope = slope

    def forward(self, hidden):  # [b t c] -> [b t c]
        for first, second in zip(self.convs1, self.convs2, strict=True):
            change = first(ops.leaky_relu(hidden, negative_slope=self.slope))
            hidden = hidden + second(ops.leaky_relu(change, negative_slope=self.slope))
        return hidden


class HifiGan:
    """The generator, for modules to derive from: in checkpoints its layers are theirs."""

    def make_layers(self, config: Any, bins: int, *, bias: bool) -> None:
        """The layers, of the sizes that the config says."""
        channels = config.upsample_initial_channel
        self.conv_pre = nn.Conv1d(bins, channels, 7, padding=3)
        upsampler, blocks = [], []
        for rate, size in zip(config.upsample_rates, config.upsample_kernel_sizes, strict=True):
            half = channels // 2
            upsampler.append(
                nn.ConvTranspose1d(channels, half, size, stride=rate, padding=(size - rate) // 2)
            )
            blocks += [
                HifiGanResidualBlock(half, kernel_size, dilations, config.leaky_relu_slope)
                for kernel_size, dilations in zip(
                    config.resblock_kernel_sizes, config.resblock_dilation_sizes, strict=True
                )
            ]
            channels = half
        self.upsampler = nn.ModuleList(upsampler)
        self.resblocks = nn.ModuleList(blocks)
        self.conv_post = nn.Conv1d(channels, 1, 7, padding=3, bias=bias)
        self.slope, self.kinds = config.leaky_relu_slope, len(config.resblock_kernel_sizes)

    def sound(self, spectrogram, condition=None):  # [b t bins], [b 1 c] -> [b samples]
        hidden = self.conv_pre(spectrogram)
        if condition is not None:
            hidden = hidden + condition
        blocks = list(self.resblocks)
        for stage, upsample in enumerate(self.upsampler):
            hidden = upsample(ops.leaky_relu(hidden, negative_slope=self.slope))
            parallel = blocks[stage * self.kinds : (stage + 1) * self.kinds]
            hidden = sum(block(hidden) for block in parallel) / self.kinds
        hidden = self.conv_post(ops.leaky_relu(hidden, negative_slope=0.01))
        return ops.squeeze(ops.tanh(hidden), 2)
