"""Convolution with weights that a network computes; layers with their own are in `nn`."""

from __future__ import annotations

import tensorflow as tf

from auto_tf.nn.convolution import convolve
from auto_tf.ops.tensor import Tensor


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
