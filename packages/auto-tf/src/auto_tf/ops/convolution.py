"""Convolution with weights that a network computes; layers with their own are in `nn`.

TensorFlow's kernels for the CPU know no gradient of a grouped convolution and no stride beside a
dilation; both are composed here of what they know.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from auto_core.windows import Sizes, per_axis
from auto_tf.ops.math import widen
from auto_tf.ops.tensor import Tensor, shape

FORMATS = {1: "NWC", 2: "NHWC", 3: "NDHWC"}


def conv1d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: int,
    padding: int,
    dilation: int,
    groups: int,
) -> Tensor:
    y = convolve(
        x,
        tf.transpose(weight, (2, 1, 0)),
        stride=(stride,),
        padding=(padding,),
        dilation=(dilation,),
        groups=groups,
    )
    return y if bias is None else y + bias


def conv2d(
    x: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    stride: Sizes,
    padding: Sizes,
    dilation: Sizes,
    groups: int,
) -> Tensor:
    y = convolve(
        x,
        tf.transpose(weight, (2, 3, 1, 0)),
        stride=per_axis(stride, 2),
        padding=per_axis(padding, 2),
        dilation=per_axis(dilation, 2),
        groups=groups,
    )
    return y if bias is None else y + bias


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
        kernel, dilation = dilated(kernel, dilation), (1,) * len(dilation)
    sizes: list[Any] = kernel.shape.as_list()
    reach = [d * (k - 1) for d, k in zip(dilation, sizes, strict=False)]
    mode = "VALID"
    if max(stride) == 1 and reach == [2 * p for p in padding]:
        mode = "SAME"
    elif any(padding):
        x = tf.pad(x, [(0, 0), *((p, p) for p in padding), (0, 0)])
    if any(extent + 1 < step for extent, step in zip(reach, stride, strict=True)):
        x = _to_the_last_step(x, reach, stride)
    channels = sizes[-2] * groups
    if groups == channels and groups > 1 and len(stride) < 3 and len(set(stride)) == 1:
        return _depthwise(x, kernel, stride, dilation, mode, channels)
    options: dict[str, Any] = {"strides": stride, "padding": mode, "dilations": dilation}
    options["data_format"] = FORMATS[len(stride)]
    if groups == 1:
        return tf.nn.convolution(x, kernel, **options)
    parts = zip(tf.split(x, groups, -1), tf.split(kernel, groups, -1), strict=True)
    return tf.concat([tf.nn.convolution(part, own, **options) for part, own in parts], -1)


def _to_the_last_step(x: Tensor, reach: Sequence[int], stride: Sequence[int]) -> Tensor:
    """Without what follows the last step. TensorFlow's gradient for a kernel that is smaller than
    its steps writes past its memory on the CPU if anything does (seen with kernels of 1)."""
    sizes = zip(shape(x)[1:-1], reach, stride, strict=True)
    ends = [size - (size - 1 - extent) % step for size, extent, step in sizes]
    return x[(slice(None), *(slice(end) for end in ends))]


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


def dilated(kernel: Tensor, dilation: Sequence[int]) -> Tensor:
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
