"""Linear layers."""

from __future__ import annotations

from typing import Any

import jax
from flax import nnx
from jax import Array

from auto_core.checkpoints.quantized.packed import Packed
from auto_flax.nn.module import NoRngs, without_value
from auto_flax.nn.packed import Packs
from auto_flax.nn.stored import Stored


class Linear(Packs, nnx.Linear):
    """`kernel` is [in out]. Tied to the table of an Embedding, it is that table, [out in]."""

    lora_A: Any = None  # while `add_adapter` trains it, of few outputs and of few inputs
    lora_B: Any = None
    lora_dropout: Any = None
    lora_scale: float = 1.0

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
        super().pack(packed, where)

    def __call__(self, inputs: Array, out_sharding: Any = None) -> Array:
        if self.layout is None:
            output = super().__call__(inputs, out_sharding)
        else:
            output = by_rows(inputs, self.unpacked(inputs.dtype), None)
            output = output if self.bias is None else output + self.bias.get_value()
        return output if self.lora_A is None else self._adapted(inputs, output)

    def _adapted(self, x: Array, y: Array) -> Array:
        rows = x.astype(self.lora_A.kernel.get_value().dtype)
        rows = rows if self.lora_dropout is None else self.lora_dropout(rows)
        return y + (self.lora_B(self.lora_A(rows)) * self.lora_scale).astype(y.dtype)


def by_rows(x: Array, kernel: Array, dimensions: Any, **options: Any) -> Array:
    """x @ kernel.T: what a Linear does whose kernel is a table of vectors."""
    return jax.lax.dot_general(x, kernel, (((x.ndim - 1,), (1,)), ((), ())), **options)
