"""Linear layers."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import keras
import tensorflow as tf

from auto_core.checkpoints.quantized.packed import Packed
from auto_tf.nn.module import Buffer, Leaf, Parameter, fill
from auto_tf.ops.tensor import Tensor, asarray, reshape, shape


class Linear(Leaf, keras.layers.Dense):
    """Keras' Dense; its kernel is the transposed weight, or the table it is tied to."""

    table: keras.Variable | None = None
    bits: int | None = None  # of weights that are kept quantised, in the place of the kernel
    group_size: int = 0
    kept: tuple[str, ...] = ()  # the names of their tensors

    def __init__(self, in_features: int, out_features: int, bias: bool = True):
        super().__init__(out_features, use_bias=bias, dtype="float32")
        self.in_features, self.out_features = in_features, out_features
        self._kernel = Parameter((in_features, out_features), init="normal", name="kernel")
        self.bias = Parameter((out_features,), init="zeros", name="bias") if bias else None
        self.built = True

    def tie(self, table: keras.Variable) -> None:
        """Multiply by this [out in] table from now on."""
        for variable in (self._kernel, self.table):
            if variable is not None and variable is not table:
                self._tracker.untrack(variable)
        self._delete_tracking("_kernel")  # TensorFlow's own files would look for it
        self._kernel, self.table = None, table

    def pack(self, packed: Packed, where: Any) -> None:
        """Keep these quantised weights in the place of the kernel."""
        self._tracker.unlock()
        self._tracker.untrack(self._kernel)
        self._kernel = None
        self.bits, self.group_size = packed.bits, packed.size
        with nullcontext() if where is None else tf.device(where):
            for name, array in packed.tensors.items():
                variable = Buffer(array.shape, init="zeros", dtype=array.dtype.name, name=name)
                fill(variable, tf.convert_to_tensor(array))
                setattr(self, f"{name}_kept", variable)
        self.kept = tuple(packed.tensors)
        self._tracker.lock()

    def unpacked(self, dtype: Any) -> Tensor:  # [out in]
        """The quantised weight as floats: w = (q - z) * s."""
        scales = self.weight_scale_kept.value
        wide = tf.as_dtype(dtype) if scales.dtype == dtype else tf.float32
        numbers = tf.cast(self._numbers(), wide)
        numbers = tf.reshape(numbers, (self.out_features, -1, self.group_size))
        if "weight_zero_point" in self.kept:
            numbers = numbers - tf.expand_dims(tf.cast(self._zeros(), wide), -1)
        weight = numbers * tf.expand_dims(tf.cast(scales, wide), -1)
        return tf.cast(tf.reshape(weight, (self.out_features, self.in_features)), dtype)

    def _numbers(self) -> Tensor:  # [out in]
        if self.bits == 8:
            return self.weight_kept.value
        data = tf.bitcast(self.weight_packed_kept.value, tf.uint8)  # [out in/8 4]
        pairs = tf.stack([data % 16, data // 16], -1)
        return tf.cast(tf.reshape(pairs, (self.out_features, -1)), tf.int8) - 8

    def _zeros(self) -> Tensor:  # [out groups]
        words = self.weight_zero_point_kept.value
        if self.bits == 8:
            return words
        data = tf.bitcast(words, tf.uint8)  # [out/8 groups 4]
        pairs = tf.reshape(tf.stack([data % 16, data // 16], -1), (*words.shape, 8))
        numbers = tf.reshape(tf.transpose(pairs, (0, 2, 1)), (-1, words.shape[1]))
        return tf.cast(numbers[: self.out_features], tf.int8) - 8

    @property
    def kernel(self) -> Any:
        return tf.transpose(self.table.value) if self.table is not None else super().kernel

    def call(self, x: Tensor, training: bool | None = None) -> Tensor:  # [... in] -> [... out]
        by_rows = self.table is not None or self.bits is not None
        if self.bits is not None:
            kernel = self.unpacked(x.dtype)
        else:
            kernel = asarray(self.kernel) if self.table is None else self.table.value
        # Only as one matrix does it meet the kernel in TensorFlow's fused product.
        flat = x if len(x.shape) == 2 else tf.reshape(x, (-1, self.in_features))
        y = tf.matmul(flat, kernel, transpose_b=by_rows)
        if self.bias is not None:
            y = tf.nn.bias_add(y, self.bias.value)
        return y if flat is x else reshape(y, (*shape(x)[:-1], self.out_features))

    def save_own_variables(self, store: Any) -> None:
        if self.table is None:
            super().save_own_variables(store)
        elif self.bias is not None:
            store["0"] = self.bias

    def load_own_variables(self, store: Any) -> None:
        if self.table is None:
            super().load_own_variables(store)
        elif self.bias is not None:
            self.bias.assign(store["0"])
