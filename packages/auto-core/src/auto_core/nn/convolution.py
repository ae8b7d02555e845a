"""Convolutions. Inputs are channels-last; checkpoints keep torch's layout.

Every size is an int, or one int for each axis. `padding` adds that many zeros at both ends.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from auto_core.nn.module import Module, Parameter
from auto_core.ops.math import in_float32
from auto_core.ops.tensor import Tensor
from auto_core.windows import Sizes, per_axis


class _Convolution(Module):
    """What the ranks share. Checkpoint: weight [out in/groups k...], bias [out]."""

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
        super().__init__()
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = per_axis(kernel_size, self.rank)
        self.stride, self.padding = per_axis(stride, self.rank), per_axis(padding, self.rank)
        self.dilation = per_axis(dilation, self.rank)
        shape = (out_channels, in_channels // groups, *self.kernel_size)
        self.weight = Parameter(shape, init="normal")
        self.bias = Parameter((out_channels,), init="zeros") if bias else None

    def forward(self, x: Tensor) -> Tensor:
        return in_float32(self._convolve, x)

    def _convolve(self, x: Tensor) -> Tensor:
        space = tuple(range(1, self.rank + 1))
        x = np.pad(x, [(0, 0), *((p, p) for p in self.padding), (0, 0)])
        reach = tuple(d * (k - 1) + 1 for d, k in zip(self.dilation, self.kernel_size, strict=True))
        windows = np.lib.stride_tricks.sliding_window_view(x, reach, space)  # [b n... c k...]
        steps = (slice(None, None, s) for s in self.stride)
        taps = (slice(None, None, d) for d in self.dilation)
        windows = windows[(slice(None), *steps, slice(None), *taps)]
        positions = windows.shape[: self.rank + 1]
        length = self.in_channels // self.groups * int(np.prod(self.kernel_size))
        groups = windows.reshape(int(np.prod(positions)), self.groups, length).transpose(1, 0, 2)
        weight = self.weight.materialised().reshape(self.groups, -1, length)
        y = np.matmul(groups, weight.transpose(0, 2, 1).astype(x.dtype))  # [g n out/g]
        y = y.transpose(1, 0, 2).reshape(*positions, self.out_channels)
        return y if self.bias is None else y + self.bias.materialised()

    def extra_repr(self) -> str:
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}, padding={self.padding}"
        )


class Conv1d(_Convolution):
    """Convolution over time: [b t in] -> [b u out]; weight [out in/groups k]."""

    rank = 1


class Conv2d(_Convolution):
    """Convolution over an image: [b h w in] -> [b y x out]; weight [out in/groups kh kw]."""

    rank = 2


class Conv3d(_Convolution):
    """Convolution over a video: [b f h w in] -> [b g y x out]; weight [out in/groups kf kh kw]."""

    rank = 3


class _ConvolutionTranspose(Module):
    """The gradient of a convolution by its input. Checkpoint: weight [in out/groups k...]."""

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
        super().__init__()
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = per_axis(kernel_size, self.rank)
        self.stride, self.padding = per_axis(stride, self.rank), per_axis(padding, self.rank)
        self.output_padding = per_axis(output_padding, self.rank)
        self.dilation = per_axis(dilation, self.rank)
        shape = (in_channels, out_channels // groups, *self.kernel_size)
        self.weight = Parameter(shape, init="normal")
        self.bias = Parameter((out_channels,), init="zeros") if bias else None

    def forward(self, x: Tensor) -> Tensor:
        return in_float32(self._spread, x)

    def _spread(self, x: Tensor) -> Tensor:
        batch, *sizes, _ = x.shape
        axes = range(self.rank)
        whole = [
            (sizes[i] - 1) * self.stride[i]
            + self.dilation[i] * (self.kernel_size[i] - 1)
            + 1
            + self.output_padding[i]
            for i in axes
        ]
        y = np.zeros((batch, *whole, self.out_channels), x.dtype)
        x = x.reshape(batch, *sizes, self.groups, self.in_channels // self.groups)
        weight = self.weight.materialised()
        weight = weight.reshape(self.groups, -1, *weight.shape[1:]).astype(x.dtype)
        for tap in np.ndindex(*self.kernel_size):
            part = np.einsum("...gi,gio->...go", x, weight[:, :, :, *tap])
            starts = [tap[i] * self.dilation[i] for i in axes]
            where = tuple(
                slice(starts[i], starts[i] + sizes[i] * self.stride[i], self.stride[i])
                for i in axes
            )
            y[:, *where] += part.reshape(batch, *sizes, self.out_channels)
        y = y[:, *(slice(p, n - p) for p, n in zip(self.padding, whole, strict=True))]
        return y if self.bias is None else y + self.bias.materialised()

    def extra_repr(self) -> str:
        return (
            f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, "
            f"stride={self.stride}, padding={self.padding}"
        )


class ConvTranspose1d(_ConvolutionTranspose):
    """Each step spreads over a kernel: [b t in] -> [b u out]; weight [in out/groups k].

    u = (t - 1) * stride - 2 * padding + dilation * (k - 1) + output_padding + 1.
    """

    rank = 1


class ConvTranspose2d(_ConvolutionTranspose):
    """Each pixel spreads over a kernel: [b h w in] -> [b y x out]; weight [in out/groups kh kw].

    Sizes as in `ConvTranspose1d`, axis by axis.
    """

    rank = 2
