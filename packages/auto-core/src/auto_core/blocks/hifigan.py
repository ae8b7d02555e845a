"""HiFi-GAN vocoder: Kong et al., 2020, arXiv:2010.05646.

b batch, t steps, c channels. Each stage repeats steps `upsample_rates[i]` times, halves the
channels, and averages residual blocks of several kernel sizes.
"""

from __future__ import annotations

from typing import Any

from .. import nn, ops


def first_of(x, steps):  # [b t c]
    """The first of so many steps, and zeros behind them: what convolutions have as padding."""
    if steps is None:
        return x
    position = ops.arange(0, ops.shape(x)[1], like=x, dtype="int64")
    return ops.where(ops.unsqueeze(position < steps, 1), x, 0.0)


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

    def forward(self, hidden, steps=None):  # [b t c] -> [b t c]
        for first, second in zip(self.convs1, self.convs2, strict=True):
            change = first(ops.leaky_relu(hidden, negative_slope=self.slope))
            change = second(ops.leaky_relu(first_of(change, steps), negative_slope=self.slope))
            hidden = hidden + first_of(change, steps)
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
        sizes = zip(config.upsample_rates, config.upsample_kernel_sizes, strict=True)
        self.stretches = tuple((rate, (size - rate) % 2) for rate, size in sizes)
        self.slope, self.kinds = config.leaky_relu_slope, len(config.resblock_kernel_sizes)

    def samples(self, steps):
        """How many samples the sound of so many steps has."""
        for rate, surplus in self.stretches:
            steps = steps * rate + surplus
        return steps

    def sound(self, spectrogram, condition=None, steps=None):
        """[b t bins], [b 1 c] -> [b samples].

        With `steps`, a scalar tensor, what is behind the first of so many is not seen, and only
        as much of the sound counts as these have.
        """
        hidden = self.conv_pre(first_of(spectrogram, steps))
        if condition is not None:
            hidden = hidden + condition
        hidden = first_of(hidden, steps)
        blocks = list(self.resblocks)
        stages = zip(self.upsampler, self.stretches, strict=True)
        for stage, (upsample, (rate, surplus)) in enumerate(stages):
            hidden = upsample(ops.leaky_relu(hidden, negative_slope=self.slope))
            steps = None if steps is None else steps * rate + surplus
            hidden = first_of(hidden, steps)
            parallel = blocks[stage * self.kinds : (stage + 1) * self.kinds]
            hidden = sum(block(hidden, steps) for block in parallel) / self.kinds
        hidden = self.conv_post(ops.leaky_relu(hidden, negative_slope=0.01))
        return ops.squeeze(ops.tanh(hidden), 2)
