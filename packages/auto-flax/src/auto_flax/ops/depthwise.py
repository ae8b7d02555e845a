"""Convolutions in which every channel has a filter of its own."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

MOST_TAPS = 64  # of a filter; beyond, the program gets too long


def serves(taps: int, groups: int, inner: int, outer: int) -> bool:
    """Whether `depthwise` computes this convolution."""
    return groups == inner == outer and taps <= MOST_TAPS


def depthwise(x: Array, kernel: Array, *arguments: Any, **options: Any) -> Array:
    """`jax.lax.conv_general_dilated` of x [b ... c] and kernel [k... 1 c], as it is called.

    On the CPU it is a sum of shifted inputs, which XLA makes one loop of: a tenth of the time of
    its convolution, which goes channel by channel (7x7 of ConvNeXt's shapes).
    """
    whole = partial(_convolution, arguments=arguments, options=options)
    sums = partial(_by_shifts, arguments=arguments, options=options)
    return jax.lax.platform_dependent(x, kernel, cpu=sums, default=whole)


def _convolution(x: Array, kernel: Array, *, arguments: Any, options: Any) -> Array:
    return jax.lax.conv_general_dilated(x, kernel, *arguments, **options)


def _by_shifts(x: Array, kernel: Array, *, arguments: Any, options: Any) -> Array:
    strides, padding = arguments
    sizes = kernel.shape[:-2]
    dilation: Sequence[int] = options["rhs_dilation"]
    wide = jnp.promote_types(x.dtype, jnp.float32)  # of the sum, as convolutions have it
    padded = jnp.pad(x, ((0, 0), *padding, (0, 0)))
    steps = (1, *strides, 1)
    reach = [d * (k - 1) for d, k in zip(dilation, sizes, strict=True)]
    lengths = [
        (n - r - 1) // s + 1 for n, r, s in zip(padded.shape[1:-1], reach, strides, strict=True)
    ]
    total = jnp.zeros((x.shape[0], *lengths, x.shape[-1]), wide)
    for tap in itertools.product(*map(range, sizes)):
        start = [d * k for d, k in zip(dilation, tap, strict=True)]
        end = [a + s * (n - 1) + 1 for a, s, n in zip(start, strides, lengths, strict=True)]
        part = jax.lax.slice(padded, (0, *start, 0), (x.shape[0], *end, x.shape[-1]), steps)
        total = total + part.astype(wide) * kernel[tap][0].astype(wide)
    return total.astype(x.dtype)
