"""ConvNeXt and ConvNeXt V2 as timm has them and under its names: Liu et al., 2022,
arXiv:2201.03545; Woo et al., 2023, arXiv:2301.00808.

b batch, H and W pixels, h and w pixels of a feature map, d channels, f feed-forward.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._timm import ConvNextSizes
from auto_core.initializers import Constant

from .. import nn, ops
from .backbone import channels_first
from .convnets import from_pixels

EPS = 1e-6


class TimmResponseNorm(nn.Module):
    """Channels scaled by their share of the energy."""

    def __init__(self, f: int):
        super().__init__()
        self.weight = nn.Parameter((f,), init="zeros")
        self.bias = nn.Parameter((f,), init="zeros")

    def forward(self, hidden):  # [b h w f]
        energy = ops.sqrt(ops.sum(hidden * hidden, (1, 2), keepdim=True))
        share = energy / (ops.mean(energy, -1, keepdim=True) + EPS)
        return hidden + ops.asarray(self.weight) * (hidden * share) + ops.asarray(self.bias)


class TimmConvMlp(nn.Module):
    """Over channels; of convolutions of 1x1 where a file has such (`conv_mlp`)."""

    def __init__(self, sizes: ConvNextSizes, d: int):
        super().__init__()
        if sizes.conv_mlp:
            self.fc1, self.fc2 = nn.Conv2d(d, 4 * d, 1), nn.Conv2d(4 * d, d, 1)
        else:
            self.fc1, self.fc2 = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
        self.grn = TimmResponseNorm(4 * d) if sizes.grn else None

    def forward(self, hidden):  # [b h w d]
        hidden = ops.gelu(self.fc1(hidden), approximate="none")
        return self.fc2(hidden if self.grn is None else self.grn(hidden))


class TimmConvNextBlock(nn.Block):
    def __init__(self, sizes: ConvNextSizes, d: int):
        super().__init__()
        self.conv_dw = nn.Conv2d(d, d, 7, padding=3, groups=d)
        self.norm = nn.LayerNorm(d, eps=EPS)
        self.mlp = TimmConvMlp(sizes, d)
        self.gamma = None if sizes.grn else nn.Parameter((d,), init=Constant(1e-6))

    def forward(self, hidden):  # [b h w d]
        change = self.mlp(self.norm(self.conv_dw(hidden)))
        if self.gamma is not None:
            change = ops.asarray(self.gamma) * change
        return hidden + change


class TimmConvNextStage(nn.Module):
    def __init__(self, sizes: ConvNextSizes, before: int, after: int, depth: int, *, halve: bool):
        super().__init__()
        self.downsample = nn.ModuleList(
            [nn.LayerNorm(before, eps=EPS), nn.Conv2d(before, after, 2, stride=2)] if halve else []
        )
        self.blocks = nn.ModuleList(TimmConvNextBlock(sizes, after) for _ in range(depth))

    def forward(self, hidden):  # [b h w d] -> [b h/2 w/2 d]
        for layer in (*self.downsample, *self.blocks):
            hidden = layer(hidden)
        return hidden


class TimmConvNextHead(nn.Module):
    def __init__(self, d: int, classes: int):
        super().__init__()
        self.norm = nn.LayerNorm(d, eps=EPS)
        self.fc = nn.Linear(d, classes) if classes else None


class TimmConvNext(nn.Module):
    """The network, with a classifier where there are classes."""

    def __init__(self, sizes: ConvNextSizes, *, channels: int, classes: int = 0):
        super().__init__()
        self.in_channels = channels
        first, *_ = widths = sizes.sizes
        self.stem = nn.ModuleList(
            [nn.Conv2d(channels, first, 4, stride=4), nn.LayerNorm(first, eps=EPS)]
        )
        before = (first, *widths)
        self.stages = nn.ModuleList(
            TimmConvNextStage(sizes, before[i], after, depth, halve=i > 0)
            for i, (after, depth) in enumerate(zip(widths, sizes.depths, strict=True))
        )
        self.head = TimmConvNextHead(widths[-1], classes)

    def forward(self, pixel_values):  # -> [b d h w], and what each stage gives
        hidden = from_pixels(pixel_values, channels=self.in_channels)
        for layer in self.stem:
            hidden = layer(hidden)
        states: list[Any] = []
        for stage in self.stages:
            hidden = stage(hidden)
            states.append(channels_first(hidden))
        return states[-1], tuple(states)

    def pooled(self, last):  # [b d h w] -> [b d]
        return self.head.norm(ops.mean(last, (2, 3)))

    def score(self, pooled):
        return pooled if self.head.fc is None else self.head.fc(pooled)
