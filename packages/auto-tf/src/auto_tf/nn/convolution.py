"""Convolutions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import keras
import tensorflow as tf

from auto_core.windows import Sizes, per_axis
from auto_tf.nn.module import Leaf, Parameter
from auto_tf.ops.convolution import FORMATS, convolve, dilated
from auto_tf.ops.tensor import Tensor, _packed, asarray, shape


class _Convolution(Leaf):
    """First base of Keras' own layers: the contract's constructor and computation."""

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
        size = per_axis(kernel_size, self.rank)
        super().__init__(  # type: ignore[call-arg]
            out_channels,  # pyright: ignore[reportCallIssue]
            size,
            strides=per_axis(stride, self.rank),
            groups=groups,
            use_bias=bias,
            dtype="float32",
        )
        self.in_channels, self.out_channels = in_channels, out_channels
        self.margins = per_axis(padding, self.rank)
        self.dilation_rate = per_axis(dilation, self.rank)  # Keras' constructor wants one or other
        shape = (*size, in_channels // groups, out_channels)
        self._kernel = Parameter(shape, init="normal", name="kernel")
        self.bias = Parameter((out_channels,), init="zeros", name="bias") if bias else None
        self.built = True

    def call(self, x: Tensor) -> Tensor:
        own: Any = self
        y = convolve(
            x,
            asarray(own.kernel),
            stride=own.strides,
            padding=self.margins,
            dilation=self.dilation_rate,
            groups=own.groups,
        )
        return y if self.bias is None else y + self.bias.value

    def compute_output_spec(self, x: Any) -> Any:
        return keras.Operation.compute_output_spec(self, x)  # type: ignore[arg-type]


class Conv1d(_Convolution, keras.layers.Conv1D):
    rank = 1


class Conv2d(_Convolution, keras.layers.Conv2D):
    rank = 2


class Conv3d(_Convolution, keras.layers.Conv3D):
    rank = 3


class _ConvolutionTranspose(Leaf):
    """First base of Keras' own layers: the contract's constructor and computation."""

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
        size = per_axis(kernel_size, self.rank)
        super().__init__(  # type: ignore[call-arg]
            out_channels,  # pyright: ignore[reportCallIssue]
            size,
            strides=per_axis(stride, self.rank),
            use_bias=bias,
            dtype="float32",
        )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.margins = per_axis(padding, self.rank)
        self.output_padding = per_axis(output_padding, self.rank)
        self.dilation_rate = per_axis(dilation, self.rank)
        shape = (*size, out_channels // groups, in_channels)
        self.kernel = Parameter(shape, init="normal", name="kernel")
        self.bias = Parameter((out_channels,), init="zeros", name="bias") if bias else None
        self.built = True

    def call(self, x: Tensor) -> Tensor:
        own: Any = self
        kernel = dilated(self.kernel.value, self.dilation_rate)
        parts = zip(tf.split(x, self.groups, -1), tf.split(kernel, self.groups, -1), strict=True)
        y = tf.concat([_spread(part, kernel, own.strides) for part, kernel in parts], -1)
        if any(self.output_padding):
            y = tf.pad(y, [(0, 0), *((0, p) for p in self.output_padding), (0, 0)])
        inner = (slice(p, -p if p else None) for p in self.margins)
        y = y[(slice(None), *inner)]
        return y if self.bias is None else y + self.bias.value

    def compute_output_spec(self, x: Any) -> Any:
        return keras.Operation.compute_output_spec(self, x)  # type: ignore[arg-type]


class ConvTranspose1d(_ConvolutionTranspose, keras.layers.Conv1DTranspose):
    rank = 1


class ConvTranspose2d(_ConvolutionTranspose, keras.layers.Conv2DTranspose):
    rank = 2


def _spread(x: Tensor, kernel: Tensor, stride: Sequence[int]) -> Tensor:
    """Every pixel of [b ... in] times a kernel [k... out in], summed where they overlap."""
    batch, *sizes, _ = shape(x)
    taps: list[Any] = kernel.shape.as_list()
    lengths = [(n - 1) * s + k for n, s, k in zip(sizes, stride, taps, strict=False)]
    whole = tf.cast(_packed((batch, *lengths, taps[-2])), tf.int32)
    return tf.nn.conv_transpose(
        x, kernel, whole, list(stride), "VALID", data_format=FORMATS[len(stride)]
    )
