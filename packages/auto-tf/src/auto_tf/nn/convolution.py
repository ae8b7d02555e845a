"""Convolutions.

TensorFlow's kernels for the CPU know no gradient of a grouped convolution and no stride beside a
dilation; both are composed here of what they know.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import keras
import tensorflow as tf

from auto_core.windows import Sizes, per_axis
from auto_tf.nn.module import Leaf, Parameter
from auto_tf.ops.math import widen
from auto_tf.ops.tensor import Tensor, _packed, asarray, shape

_FORMATS = {1: "NWC", 2: "NHWC", 3: "NDHWC"}


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
        kernel = _dilated(self.kernel.value, self.dilation_rate)
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


def convolve(
    x: Tensor,
    kernel: Tensor,
    *,
    stride: Sequence[int],
    padding: Sequence[int],
    dilation: Sequence[int],
    groups: int,
) -> Tensor:
    """Convolution of [b ... in] with a kernel [k... in/groups out], on any device, with gradients.

    A depthwise one has its own kernel; other groups are convolved one by one.
    """
    if len(stride) == 3 and x.dtype != widen(x).dtype:  # the CPU would add up in 16 bits
        steps: dict[str, Any] = {"stride": stride, "padding": padding, "dilation": dilation}
        return tf.cast(convolve(widen(x), widen(kernel), **steps, groups=groups), x.dtype)
    if max(dilation) > 1 and max(stride) > 1:
        kernel, dilation = _dilated(kernel, dilation), (1,) * len(dilation)
    sizes: list[Any] = kernel.shape.as_list()
    reach = [d * (k - 1) for d, k in zip(dilation, sizes, strict=False)]
    mode = "VALID"
    if max(stride) == 1 and reach == [2 * p for p in padding]:
        mode = "SAME"
    elif any(padding):
        x = tf.pad(x, [(0, 0), *((p, p) for p in padding), (0, 0)])
    channels = sizes[-2] * groups
    if groups == channels and groups > 1 and len(stride) < 3 and len(set(stride)) == 1:
        return _depthwise(x, kernel, stride, dilation, mode, channels)
    options: dict[str, Any] = {"strides": stride, "padding": mode, "dilations": dilation}
    options["data_format"] = _FORMATS[len(stride)]
    if groups == 1:
        return tf.nn.convolution(x, kernel, **options)
    parts = zip(tf.split(x, groups, -1), tf.split(kernel, groups, -1), strict=True)
    return tf.concat([tf.nn.convolution(part, own, **options) for part, own in parts], -1)


def _depthwise(
    x: Tensor,
    kernel: Tensor,
    stride: Sequence[int],
    dilation: Sequence[int],
    mode: str,
    channels: int,
) -> Tensor:
    flat = len(stride) == 1  # an image of height 1
    if flat:
        x, kernel, dilation = tf.expand_dims(x, 1), tf.expand_dims(kernel, 0), (1, *dilation)
    kernel = tf.reshape(kernel, (*kernel.shape[:2], channels, -1))
    strides = (1, stride[0], stride[0], 1)
    y = tf.nn.depthwise_conv2d(x, kernel, strides, mode, dilations=tuple(dilation))
    return tf.squeeze(y, 1) if flat else y


def _spread(x: Tensor, kernel: Tensor, stride: Sequence[int]) -> Tensor:
    """Every place of [b ... in] times a kernel [k... out in], summed where they overlap."""
    batch, *sizes, _ = shape(x)
    taps: list[Any] = kernel.shape.as_list()
    lengths = [(n - 1) * s + k for n, s, k in zip(sizes, stride, taps, strict=False)]
    whole = tf.cast(_packed((batch, *lengths, taps[-2])), tf.int32)
    return tf.nn.conv_transpose(
        x, kernel, whole, list(stride), "VALID", data_format=_FORMATS[len(stride)]
    )


def _dilated(kernel: Tensor, dilation: Sequence[int]) -> Tensor:
    """A kernel with zeros between its taps."""
    for axis, step in enumerate(dilation):
        if step > 1:
            sizes: list[Any] = kernel.shape.as_list()
            widths = [(0, 0)] * (len(sizes) + 1)
            widths[axis + 1] = (0, step - 1)
            taps = tf.pad(tf.expand_dims(kernel, axis + 1), widths)
            taps = tf.reshape(taps, (*sizes[:axis], sizes[axis] * step, *sizes[axis + 1 :]))
            kernel = tf.gather(taps, tf.range((sizes[axis] - 1) * step + 1), axis=axis)
    return kernel
