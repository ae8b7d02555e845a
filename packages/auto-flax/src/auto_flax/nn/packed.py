"""Weights that are kept quantised: their numbers and scales, and how they become floats."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx
from jax import Array

from auto_core.checkpoints.quantized.packed import Packed
from auto_flax.nn.module import Buffer, Layer, Module


@dataclass(frozen=True)
class Layout:
    """What of a weight is no array; see `auto_core.checkpoints.quantized.packed.Packed`."""

    shape: tuple[int, int]
    bits: int
    size: int
    rows: int
    factor: float | None
    multiplied: bool
    turned: bool

    @classmethod
    def of(cls, packed: Packed) -> Layout:
        return cls(
            *(packed.shape, packed.bits, packed.size, packed.rows, packed.factor),
            *(packed.multiplied, packed.turned),
        )


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Numbers:
    """The arrays of a weight [out ...], or of a stack of them [experts out ...]."""

    arrays: dict[str, Array]
    layout: Layout = field(metadata={"static": True})

    def expert(self, index: Array) -> Numbers:
        """Those of one weight of a stack."""
        own = {n: a if n == "weight_table" else a[index] for n, a in self.arrays.items()}
        return Numbers(own, self.layout)

    def floats(self, dtype: Any) -> Array:  # [out in]
        """The weight: rounded once, from the wider of its scales' dtype and this."""
        scales = self._scales()
        wide = jnp.promote_types(scales.dtype, dtype)
        groups = self._values(wide).reshape(self.layout.shape[0], -1, self.layout.size)
        zeros = self._zeros()
        if zeros is not None:
            groups = groups - zeros.astype(wide)[..., None]
        weight = (groups * scales.astype(wide)[..., None]).reshape(self.layout.shape)
        factor = self.layout.factor
        return (weight if factor is None else weight * jnp.float32(factor)).astype(dtype)

    def stack(self, dtype: Any) -> Array:  # [experts out in]
        """All weights of a stack."""
        count = self.arrays["weight_scale"].shape[0]
        return jax.vmap(lambda index: self.expert(index).floats(dtype))(jnp.arange(count))

    def _scales(self) -> Array:  # [out groups]
        scales, second = self.arrays["weight_scale"], self.arrays.get("weight_global_scale")
        outputs = self.layout.shape[0]
        if self.layout.rows > 1:
            scales = jnp.repeat(scales, self.layout.rows, 0)[:outputs]
        if second is None:
            return scales
        second = jnp.repeat(second, outputs // second.shape[0])[:, None]
        scales = scales.astype(jnp.float32)
        return scales * second if self.layout.multiplied else scales / second

    def _values(self, wide: Any) -> Array:  # [out in]
        if "weight_packed" not in self.arrays:
            return self.arrays["weight"].astype(wide)
        data = self.arrays["weight_packed"]
        if data.dtype != jnp.uint8:
            data = jax.lax.bitcast_convert_type(data, jnp.uint8)  # [out in/8 4]
        codes = jnp.stack([data & 15, data >> 4], -1).reshape(self.layout.shape)
        table = self.arrays.get("weight_table")
        return codes.astype(wide) - 8 if table is None else table.astype(wide)[codes]

    def _zeros(self) -> Array | None:  # [out groups]
        words = self.arrays.get("weight_zero_point")
        if words is None or self.layout.bits == 8:
            return words
        shifts = jnp.arange(0, 32, 4, dtype=jnp.int32)[:, None]
        numbers = (words[:, None] >> shifts) & 15
        return numbers.reshape(-1, words.shape[1])[: self.layout.shape[0]].astype(jnp.int8) - 8


class Packs(Layer):
    """A layer that may hold the numbers of a weight, in the place of a parameter."""

    layout: Layout | None = None
    kept: tuple[str, ...] = ()  # the names of their arrays

    def pack(self, packed: Packed, where: Any) -> None:
        """Keep these quantised weights."""
        for name, array in packed.tensors.items():
            variable = Buffer(array.shape, init="zeros", dtype=array.dtype.name)
            variable.set_value(jax.device_put(array, where))
            setattr(self, name, variable)
        self.layout, self.kept = Layout.of(packed), tuple(packed.tensors)

    def numbers(self) -> Numbers:
        """What they are in a call."""
        assert self.layout is not None
        arrays = {name: getattr(self, name).get_value() for name in self.kept}
        return Numbers(arrays, self.layout)

    def unpacked(self, dtype: Any) -> Array:  # [out in]
        """The quantised weight as floats."""
        return self.numbers().floats(dtype)


class PackedExperts(Packs, Module):
    """A stack of experts' weights, in the place of a parameter; see `ops.grouped_matmul`."""

    def __init__(self, packed: Packed, where: Any):
        nnx.Module.__init__(self)
        self.pack(packed, where)
