"""Normalisation layers."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from flax import nnx
from jax import Array

from auto_flax.nn.module import Buffer, Layer, NoRngs, without_value
from auto_flax.nn.stored import Stored
from auto_flax.ops.math import in_float32


class LayerNorm(Layer, nnx.LayerNorm):
    """NNX's own, without its fast variance, which is wrong where the mean is large."""

    stored = (Stored("weight", "scale", "ones"), Stored("bias", "bias", "zeros"))

    def __init__(self, normalized_shape: int, *, eps: float, bias: bool = True):
        nnx.LayerNorm.__init__(
            self,
            normalized_shape,
            epsilon=eps,
            use_bias=bias,
            use_fast_variance=False,
            scale_init=without_value,
            bias_init=without_value,
            rngs=NoRngs(),  # type: ignore[arg-type]
        )


class RMSNorm(Layer, nnx.RMSNorm):
    stored = (Stored("weight", "scale", "ones"),)

    def __init__(self, normalized_shape: int, *, eps: float):
        nnx.RMSNorm.__init__(
            self,
            normalized_shape,
            epsilon=eps,
            scale_init=without_value,
            rngs=NoRngs(),  # type: ignore[arg-type]
        )


class Statistics(Layer, nnx.BatchNorm):
    """NNX's momentum is what is kept of the running statistics, torch's what is taken in."""

    stored = (
        Stored("weight", "scale", "ones"),
        Stored("bias", "bias", "zeros"),
        Stored("running_mean", "mean", "zeros"),
        Stored("running_var", "var", "ones"),
    )

    def __init__(self, num_features: int, *, eps: float, momentum: float, affine: bool = True):
        nnx.BatchNorm.__init__(
            self,
            num_features,
            epsilon=eps,
            momentum=1 - momentum,
            use_bias=affine,
            use_scale=affine,
            use_fast_variance=False,
            scale_init=without_value,
            bias_init=without_value,
            rngs=NoRngs(),  # type: ignore[arg-type]
        )
        self.mean = Buffer((num_features,), init="zeros")
        self.var = Buffer((num_features,), init="ones")
        self.num_batches_tracked = Buffer((), init="zeros", dtype="int64")

    def __call__(self, x: Array) -> Array:  # [b ... c] -> [b ... c]
        return in_float32(self._normalise, x)

    def _normalise(self, x: Array) -> Array:
        mean, variance = (v[...].astype(x.dtype) for v in (self.mean, self.var))
        if not self.use_running_average:
            axes = tuple(range(x.ndim - 1))
            mean, variance = jnp.mean(x, axes), jnp.var(x, axes)
            count = x.size // x.shape[-1]
            self._follow(self.mean, mean)
            self._follow(self.var, variance * count / max(count - 1, 1))
            self.num_batches_tracked[...] += 1
        y = (x - mean) * jax.lax.rsqrt(variance + self.epsilon)
        if self.scale is None or self.bias is None:
            return y
        return y * self.scale[...].astype(x.dtype) + self.bias[...].astype(x.dtype)

    def _follow(self, running: nnx.BatchStat, now: Array) -> None:
        old = running[...]
        new = self.momentum * old.astype(now.dtype) + (1 - self.momentum) * now
        running[...] = jax.lax.stop_gradient(new).astype(old.dtype)


class BatchNorm1d(Statistics):
    pass


class BatchNorm2d(Statistics):
    pass


class GroupNorm(Layer, nnx.GroupNorm):
    """Without NNX's fast variance, which is wrong where the mean is large."""

    stored = (Stored("weight", "scale", "ones"), Stored("bias", "bias", "zeros"))

    def __init__(self, num_groups: int, num_channels: int, *, eps: float, affine: bool = True):
        nnx.GroupNorm.__init__(
            self,
            num_channels,
            num_groups,
            epsilon=eps,
            use_bias=affine,
            use_scale=affine,
            use_fast_variance=False,
            scale_init=without_value,
            bias_init=without_value,
            rngs=NoRngs(),  # type: ignore[arg-type]
        )

    def __call__(self, x: Array) -> Array:  # [b ... c] -> [b ... c]
        return in_float32(self._normalise, x)

    def _normalise(self, x: Array) -> Array:
        groups = x.reshape(x.shape[0], -1, self.num_groups, self.group_size)
        centred = groups - jnp.mean(groups, (1, 3), keepdims=True)
        variance = jnp.mean(jnp.square(centred), (1, 3), keepdims=True)
        y = (centred * jax.lax.rsqrt(variance + self.epsilon)).reshape(x.shape)
        if self.scale is None or self.bias is None:
            return y
        return y * self.scale[...].astype(x.dtype) + self.bias[...].astype(x.dtype)
