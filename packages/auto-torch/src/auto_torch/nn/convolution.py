"""Convolutions.

A permuted view of a channels-last tensor is what torch calls its channels_last memory format, so
no layer here copies its input.
"""

from __future__ import annotations

from typing import Any, ClassVar

import torch
from torch import Tensor

from auto_core.initializers import Init
from auto_core.windows import Sizes, per_axis


class _Convolution:
    """First base of torch's own layers: the contract's constructor."""

    inits: ClassVar[dict[str, Init]] = {"weight": "normal", "bias": "zeros"}
    rank: ClassVar[int]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Sizes,
        *,
        stride: Sizes = 1,
        padding: Sizes = 0,
        dilation: Sizes = 1,
        groups: int = 1,
        bias: bool = True,
    ):
        super().__init__(  # type: ignore[call-arg]
            in_channels,  # pyright: ignore[reportCallIssue]
            out_channels,
            per_axis(kernel_size, self.rank),
            stride=per_axis(stride, self.rank),
            padding=per_axis(padding, self.rank),
            dilation=per_axis(dilation, self.rank),
            groups=groups,
            bias=bias,
            device="meta",
        )

    def reset_parameters(self) -> None:
        """Nothing: the model gives first values, once for all frameworks."""


class Conv1d(_Convolution, torch.nn.Conv1d):
    """As an image of height 1: torch's own one-dimensional form knows no channels-last input."""

    rank = 1

    def forward(self, x: Tensor) -> Tensor:
        own: Any = self
        y = torch.nn.functional.conv2d(
            x.unsqueeze(1).permute(0, 3, 1, 2),
            self.weight.unsqueeze(2),
            self.bias,
            stride=(1, *self.stride),
            padding=(0, *own.padding),
            dilation=(1, *self.dilation),
            groups=self.groups,
        )
        return y.permute(0, 2, 3, 1).squeeze(1)


class Conv2d(_Convolution, torch.nn.Conv2d):
    rank = 2

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


class Conv3d(_Convolution, torch.nn.Conv3d):
    rank = 3

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.permute(0, 4, 1, 2, 3)).permute(0, 2, 3, 4, 1)


class _ConvolutionTranspose:
    """First base of torch's own layers: the contract's constructor."""

    inits: ClassVar[dict[str, Init]] = {"weight": "normal", "bias": "zeros"}
    rank: ClassVar[int]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Sizes,
        *,
        stride: Sizes = 1,
        padding: Sizes = 0,
        output_padding: Sizes = 0,
        dilation: Sizes = 1,
        groups: int = 1,
        bias: bool = True,
    ):
        super().__init__(  # type: ignore[call-arg]
            in_channels,  # pyright: ignore[reportCallIssue]
            out_channels,
            per_axis(kernel_size, self.rank),
            stride=per_axis(stride, self.rank),
            padding=per_axis(padding, self.rank),
            output_padding=per_axis(output_padding, self.rank),
            dilation=per_axis(dilation, self.rank),
            groups=groups,
            bias=bias,
            device="meta",
        )

    def reset_parameters(self) -> None:
        """Nothing: the model gives first values, once for all frameworks."""


class ConvTranspose1d(_ConvolutionTranspose, torch.nn.ConvTranspose1d):
    rank = 1

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.transpose(1, 2)).transpose(1, 2)


class ConvTranspose2d(_ConvolutionTranspose, torch.nn.ConvTranspose2d):
    rank = 2

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
