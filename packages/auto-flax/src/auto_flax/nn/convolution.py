"""Convolutions."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
from flax import nnx
from jax import Array

from auto_core.windows import Sizes, per_axis
from auto_flax.nn.module import Layer, NoRngs, without_value
from auto_flax.nn.stored import Stored
from auto_flax.ops import depthwise


class _Convolution(Layer, nnx.Conv):
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
        sizes = per_axis(kernel_size, self.rank)
        own = depthwise.serves(math.prod(sizes), groups, in_channels, out_channels)
        nnx.Conv.__init__(
            self,
            in_channels,
            out_channels,
            sizes,
            conv_general_dilated=depthwise.depthwise if own else jax.lax.conv_general_dilated,
            strides=per_axis(stride, self.rank),
            padding=tuple((p, p) for p in per_axis(padding, self.rank)),
            kernel_dilation=per_axis(dilation, self.rank),
            feature_group_count=groups,
            use_bias=bias,
            kernel_init=without_value,
            bias_init=without_value,
            rngs=NoRngs(),  # type: ignore[arg-type]
        )

    @property
    def stored(self) -> tuple[Stored, ...]:
        """How the parameters lie in a checkpoint."""
        return _stored(self.rank)


class Conv1d(_Convolution):
    rank = 1


class Conv2d(_Convolution):
    rank = 2


class Conv3d(_Convolution):
    rank = 3


class _ConvolutionTranspose(Layer, nnx.ConvTranspose):
    """`kernel` is [k... out/groups in]; NNX's own computation knows no groups."""

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
        sizes, steps = per_axis(kernel_size, self.rank), per_axis(dilation, self.rank)
        margins, extra = per_axis(padding, self.rank), per_axis(output_padding, self.rank)
        reach = (d * (k - 1) for d, k in zip(steps, sizes, strict=True))
        nnx.ConvTranspose.__init__(
            self,
            in_channels,
            out_channels // groups,
            sizes,
            strides=per_axis(stride, self.rank),
            padding=tuple(
                (r - p, r - p + more) for r, p, more in zip(reach, margins, extra, strict=True)
            ),
            kernel_dilation=steps,
            use_bias=False,
            transpose_kernel=True,
            kernel_init=without_value,
            rngs=NoRngs(),  # type: ignore[arg-type]
        )
        self.out_features, self.groups = out_channels, groups
        if bias:
            self.bias = nnx.Param(without_value(None, (out_channels,), jnp.float32))

    @property
    def stored(self) -> tuple[Stored, ...]:
        """How the parameters lie in a checkpoint."""
        return _stored(self.rank)

    def __call__(self, inputs: Array) -> Array:
        kernel = jnp.flip(self.kernel[...], tuple(range(self.rank)))
        *sizes, out, _ = kernel.shape  # a group's outputs, and all inputs
        kernel = kernel.reshape(*sizes, out, self.groups, -1)
        kernel = jnp.moveaxis(kernel, -1, self.rank)  # [k... in/groups out/groups groups]
        kernel = kernel.swapaxes(-1, -2).reshape(*sizes, -1, self.out_features)
        letters = "DHW"[-self.rank :]
        own: Any = self
        y = jax.lax.conv_general_dilated(
            inputs,
            kernel,
            (1,) * self.rank,
            own.padding,
            lhs_dilation=own.strides,
            rhs_dilation=own.kernel_dilation,
            dimension_numbers=(f"N{letters}C", f"{letters}IO", f"N{letters}C"),
            feature_group_count=self.groups,
        )
        return y if self.bias is None else y + self.bias[...]


class ConvTranspose1d(_ConvolutionTranspose):
    rank = 1


class ConvTranspose2d(_ConvolutionTranspose):
    rank = 2


def _stored(rank: int) -> tuple[Stored, ...]:
    """A kernel has its two axes of channels last, and a checkpoint the other way round, first."""
    axes = (*range(2, rank + 2), 1, 0)
    return Stored("weight", "kernel", "normal", axes), Stored("bias", "bias", "zeros")
