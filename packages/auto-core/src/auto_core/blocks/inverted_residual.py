"""Inverted residuals: Sandler et al., 2018, arXiv:1801.04381; and their convolutions.

b batch, h and w pixels of a feature map, c channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._channels import divisible

from .. import nn
from .activations import activation


class ConvLayer(nn.Module):
    """A convolution that keeps the size (but for its stride), batch norm and an activation."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        *,
        act: str | None,
        stride: int = 1,
        groups: int = 1,
        dilation: int = 1,
        bias: bool = False,
        norm: bool = True,
    ):
        super().__init__()
        self.convolution = nn.Conv2d(
            in_channels,
            out_channels,
            kernel_size,
            stride=stride,
            padding=(kernel_size - 1) // 2 * dilation,
            dilation=dilation,
            groups=groups,
            bias=bias,
        )
        self.normalization = nn.BatchNorm2d(out_channels, eps=1e-5, momentum=0.1) if norm else None
        self.activation = None if act is None else activation(act)

    def forward(self, hidden):  # [b h w c] -> [b h/stride w/stride c]
        hidden = self.convolution(hidden)
        if self.normalization is not None:
            hidden = self.normalization(hidden)
        return hidden if self.activation is None else self.activation(hidden)


class InvertedResidual(nn.Block):
    """A depthwise convolution of more channels between two of 1x1."""

    def __init__(self, config: Any, before: int, after: int, *, stride: int, dilation: int = 1):
        super().__init__()
        wide, act = divisible(round(before * config.expand_ratio)), config.hidden_act
        self.adds = stride == 1 and before == after
        self.expand_1x1 = ConvLayer(before, wide, 1, act=act)
        self.conv_3x3 = ConvLayer(
            wide, wide, 3, act=act, stride=stride, groups=wide, dilation=dilation
        )
        self.reduce_1x1 = ConvLayer(wide, after, 1, act=None)

    def forward(self, hidden):  # [b h w c] -> [b h/stride w/stride c]
        change = self.reduce_1x1(self.conv_3x3(self.expand_1x1(hidden)))
        return hidden + change if self.adds else change
