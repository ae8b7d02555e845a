"""Linear layers."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from auto_core.checkpoints.quantized.packed import Packed
from auto_tf.nn.module import Leaf, Parameter
from auto_tf.nn.packed import Packs
from auto_tf.ops.tensor import Tensor, asarray, reshape, shape


class Linear(Packs, Leaf, keras.layers.Dense):
    """Keras' Dense; its kernel is the transposed weight, or the table it is tied to."""

    table: keras.Variable | None = None
    lora_A: Any = None  # while `add_adapter` trains it, of few outputs and of few inputs
    lora_B: Any = None
    lora_dropout: Any = None
    lora_scale: float = 1.0

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
        super().pack(packed, where)
        self._tracker.lock()

    @property
    def kernel(self) -> Any:
        return tf.transpose(self.table.value) if self.table is not None else super().kernel

    def call(self, x: Tensor, training: bool | None = None) -> Tensor:  # [... in] -> [... out]
        # Only as one matrix does it meet the kernel in TensorFlow's fused product.
        flat = x if len(x.shape) == 2 else tf.reshape(x, (-1, self.in_features))
        if self.packed is not None:
            y = self.times(flat)
        elif self.table is not None:
            y = tf.matmul(flat, self.table.value, transpose_b=True)
        else:
            y = tf.matmul(flat, asarray(self.kernel))
        if self.bias is not None:
            y = tf.nn.bias_add(y, self.bias.value)
        y = y if self.lora_A is None else self._adapted(flat, y)
        return y if flat is x else reshape(y, (*shape(x)[:-1], self.out_features))

    def _adapted(self, x: Tensor, y: Tensor) -> Tensor:  # [n in], [n out] -> [n out]
        rows = tf.cast(x, self.lora_A._kernel.value.dtype)
        rows = rows if self.lora_dropout is None else self.lora_dropout(rows)
        return y + tf.cast(self.lora_B(self.lora_A(rows)) * self.lora_scale, y.dtype)

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
