"""Normalisation layers."""

from __future__ import annotations

from flax import nnx

from auto_flax.layouts import Stored
from auto_flax.nn.module import Layer, NoRngs, without_value


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
