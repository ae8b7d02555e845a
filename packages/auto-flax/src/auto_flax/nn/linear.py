"""Linear layers."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx
from jax import Array

from auto_core.checkpoints.quantized.packed import Packed
from auto_flax.nn.module import Buffer, Layer, NoRngs, without_value
from auto_flax.nn.stored import Stored


class Linear(Layer, nnx.Linear):
    """`kernel` is [in out]. Tied to the table of an Embedding, it is that table, [out in]."""

    bits: int | None = None  # of weights that are kept quantised, in the place of the kernel
    group_size: int = 0
    weight: Any  # [out in] of 8 bits
    weight_packed: Any  # [out in/8] of 4 bits, eight in a word
    weight_scale: Any  # [out groups]
    weight_zero_point: Any

    def __init__(self, in_features: int, out_features: int, bias: bool = True):
        nnx.Linear.__init__(
            self,
            in_features,
            out_features,
            use_bias=bias,
            kernel_init=without_value,
            bias_init=without_value,
            rngs=NoRngs(),  # type: ignore[arg-type]
        )

    @property
    def stored(self) -> tuple[Stored, ...]:
        """How the parameters lie in a checkpoint."""
        axes = None if self.dot_general is by_rows else (1, 0)
        return Stored("weight", "kernel", "normal", axes), Stored("bias", "bias", "zeros")

    def tie(self, table: nnx.Param) -> None:
        """Multiply by this [out in] table from now on."""
        self.kernel = table
        self.dot_general = by_rows

    def pack(self, packed: Packed, where: Any) -> None:
        """Keep these quantised weights in the place of the kernel."""
        del self.kernel
        for name, array in packed.tensors.items():
            variable = Buffer(array.shape, init="zeros", dtype=array.dtype.name)
            variable.set_value(jax.device_put(array, where))
            setattr(self, name, variable)
        self.bits, self.group_size = packed.bits, packed.size

    def unpacked(self, dtype: Any) -> Array:  # [out in]
        """The quantised weight as floats: w = (q - z) * s."""
        scales = self.weight_scale.get_value()
        wide = jnp.promote_types(scales.dtype, dtype)
        numbers = self._numbers().astype(wide).reshape(self.out_features, -1, self.group_size)
        if hasattr(self, "weight_zero_point"):
            numbers = numbers - self._zeros().astype(wide)[..., None]
        weight = numbers * scales.astype(wide)[..., None]
        return weight.reshape(self.out_features, -1).astype(dtype)

    def _numbers(self) -> Array:  # [out in]
        if self.bits == 8:
            return self.weight.get_value()
        words = self.weight_packed.get_value()
        data = jax.lax.bitcast_convert_type(words, jnp.uint8)  # [out in/8 4]
        pairs = jnp.stack([data & 15, data >> 4], -1)
        return pairs.reshape(self.out_features, -1).astype(jnp.int8) - 8

    def _zeros(self) -> Array:  # [out groups]
        words = self.weight_zero_point.get_value()
        if self.bits == 8:
            return words
        shifts = jnp.arange(0, 32, 4, dtype=jnp.int32)[:, None]
        numbers = (words[:, None] >> shifts) & 15
        return numbers.reshape(-1, words.shape[1])[: self.out_features].astype(jnp.int8) - 8

    def __call__(self, inputs: Array, out_sharding: Any = None) -> Array:
        if self.bits is None:
            return super().__call__(inputs, out_sharding)
        output = by_rows(inputs, self.unpacked(inputs.dtype), None)
        return output if self.bias is None else output + self.bias.get_value()


def by_rows(x: Array, kernel: Array, dimensions: Any, **options: Any) -> Array:
    """x @ kernel.T: what a Linear does whose kernel is a table of vectors."""
    return jax.lax.dot_general(x, kernel, (((x.ndim - 1,), (1,)), ((), ())), **options)
