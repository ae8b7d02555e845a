"""Weights that are kept quantised: their numbers and scales, and how they become floats."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import tensorflow as tf

from auto_core.checkpoints.quantized.packed import Packed
from auto_tf.nn.module import Buffer, Module, fill
from auto_tf.ops.tensor import Tensor

FEW_ROWS = 16  # of a step; a prompt unpacks the weight once for all of its tokens


class Packs:
    """A layer that may hold the numbers of a weight, in the place of a variable."""

    packed: Packed | None = None  # how they lie; without the arrays
    kept: tuple[str, ...] = ()  # the names of their tensors

    def pack(self, packed: Packed, where: Any) -> None:
        """Keep these quantised weights."""
        with nullcontext() if where is None else tf.device(where):
            for name, array in packed.tensors.items():
                variable = Buffer(array.shape, init="zeros", dtype=array.dtype.name, name=name)
                fill(variable, tf.convert_to_tensor(array))
                setattr(self, f"{name}_kept", variable)
        self.kept, self.packed = tuple(packed.tensors), packed.without_tensors()

    def unpacked(self, dtype: Any, expert: Any = None) -> Tensor:  # [out in]
        """The quantised weight (of one expert) as floats: rounded once, from the wider of its
        scales' dtype and this."""
        assert self.packed is not None
        parts = {}
        for name in self.kept:
            value = getattr(self, f"{name}_kept").value
            parts[name] = value if expert is None or name == "weight_table" else value[expert]
        return _floats(self.packed, parts, dtype)

    def times(self, x: Tensor) -> Tensor:  # [n in] -> [n out]
        """The product with the quantised weight. XLA compiles how it is unpacked, once for each
        kind of weight and, where there are few rows (a step), number of them."""
        packed = self.packed
        assert packed is not None
        if packed.kind != "int":
            return tf.matmul(x, self.unpacked(x.dtype), transpose_b=True)
        layout = (packed.bits, packed.size, packed.shape, packed.rows, packed.factor)
        floats, product = _compiled(*layout, packed.multiplied)
        parts = {name: getattr(self, f"{name}_kept").value for name in self.kept}

        def within() -> Tensor:
            return product(x, parts)

        def before() -> Tensor:
            return tf.matmul(x, floats(parts, x.dtype), transpose_b=True)

        rows = x.shape[0]
        if rows is None:
            return tf.cond(tf.shape(x)[0] <= FEW_ROWS, within, before)
        return within() if rows <= FEW_ROWS else before()


@functools.cache
def _compiled(*layout: Any) -> tuple[Callable[..., Tensor], Callable[..., Tensor]]:
    """Weights of a layout as floats, and the product with them, each as one program."""
    bits, size, shape, rows, factor, multiplied = layout
    packed = Packed(bits, size, shape, {}, rows, factor=factor, multiplied=multiplied)

    @tf.function(jit_compile=True, autograph=False)
    def floats(parts: dict[str, Tensor], dtype: Any) -> Tensor:
        return _floats(packed, parts, dtype)

    @tf.function(jit_compile=True, autograph=False)
    def product(x: Tensor, parts: dict[str, Tensor]) -> Tensor:
        return tf.matmul(x, _floats(packed, parts, x.dtype), transpose_b=True)

    return floats, product


def _floats(packed: Packed, parts: dict[str, Any], dtype: Any) -> Tensor:  # [out in]
    scales = _scales(packed, parts)
    wide = tf.as_dtype(dtype) if scales.dtype == dtype else tf.float32
    groups = tf.reshape(_values(packed, parts, wide), (packed.shape[0], -1, packed.size))
    if "weight_zero_point" in parts:
        zeros = _zeros(packed, parts["weight_zero_point"])
        groups = groups - tf.expand_dims(tf.cast(zeros, wide), -1)
    weight = tf.reshape(groups * tf.expand_dims(tf.cast(scales, wide), -1), packed.shape)
    if packed.factor is not None:
        weight = weight * tf.constant(packed.factor, wide)
    return tf.cast(weight, dtype)


def _scales(packed: Packed, parts: dict[str, Any]) -> Tensor:  # [out groups]
    scales, second = parts["weight_scale"], parts.get("weight_global_scale")
    outputs = packed.shape[0]
    if packed.rows > 1:
        scales = tf.repeat(scales, packed.rows, 0)[:outputs]
    if second is None:
        return scales
    second = tf.repeat(second, outputs // second.shape[0])[:, None]
    scales = tf.cast(scales, tf.float32)
    return scales * second if packed.multiplied else scales / second


def _values(packed: Packed, parts: dict[str, Any], wide: Any) -> Tensor:  # [out in]
    if "weight_packed" not in parts:
        return tf.cast(parts["weight"], wide)
    data = parts["weight_packed"]
    if data.dtype != tf.uint8:
        data = tf.bitcast(data, tf.uint8)  # [out in/8 4]
    codes = tf.reshape(tf.stack([data % 16, data // 16], -1), packed.shape)
    if "weight_table" in parts:
        return tf.gather(tf.cast(parts["weight_table"], wide), tf.cast(codes, tf.int32))
    return tf.cast(tf.cast(codes, tf.int8) - 8, wide)


def _zeros(packed: Packed, words: Tensor) -> Tensor:  # [out groups]
    if packed.bits == 8:
        return words
    data = tf.bitcast(words, tf.uint8)  # [out/8 groups 4]
    pairs = tf.reshape(tf.stack([data % 16, data // 16], -1), (*words.shape, 8))
    numbers = tf.reshape(tf.transpose(pairs, (0, 2, 1)), (-1, words.shape[1]))
    return tf.cast(numbers[: packed.shape[0]], tf.int8) - 8


class PackedExperts(Packs, Module):
    """A stack of experts' weights, in the place of a variable; see `ops.grouped_matmul`."""

    def __init__(self, packed: Packed, where: Any):
        super().__init__()
        self.pack(packed, where)
