"""Convolution with weights that a network computes; layers with their own are in `nn`."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from auto_core.windows import Sizes, per_axis
from auto_flax.ops import depthwise


def conv1d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: int,
    padding: int,
    dilation: int,
    groups: int,
) -> Array:
    x, weight = _alike(x, weight)
    out, inner, taps = weight.shape
    own = depthwise.serves(taps, groups, inner * groups, out)
    convolve = depthwise.depthwise if own else jax.lax.conv_general_dilated
    y = convolve(
        x,
        jnp.transpose(weight, (2, 1, 0)),
        (stride,),
        [(padding, padding)],
        rhs_dilation=(dilation,),
        dimension_numbers=("NWC", "WIO", "NWC"),
        feature_group_count=groups,
    )
    return y if bias is None else y + bias


def conv2d(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: Sizes,
    padding: Sizes,
    dilation: Sizes,
    groups: int,
) -> Array:
    x, weight = _alike(x, weight)
    y = jax.lax.conv_general_dilated(
        x,
        weight,
        per_axis(stride, 2),
        [(p, p) for p in per_axis(padding, 2)],
        rhs_dilation=per_axis(dilation, 2),
        dimension_numbers=("NHWC", "OIHW", "NHWC"),
        feature_group_count=groups,
    )
    return y if bias is None else y + bias


def _alike(x: Array, weight: Array) -> tuple[Array, Array]:
    """Both in the wider of their dtypes, as JAX's other operations have it."""
    dtype = jnp.promote_types(x.dtype, weight.dtype)
    return x.astype(dtype), weight.astype(dtype)
