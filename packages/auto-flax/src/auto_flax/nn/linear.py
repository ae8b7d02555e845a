"""Linear layers."""

from __future__ import annotations

from typing import Any

import jax
from flax import nnx
from jax import Array

from auto_flax.nn.module import Layer, NoRngs, without_value
from auto_flax.nn.stored import Stored


class Linear(Layer, nnx.Linear):
    """`kernel` is [in out]. Tied to the table of an Embedding, it is that table, [out in]."""

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


def by_rows(x: Array, kernel: Array, dimensions: Any, **options: Any) -> Array:
    """x @ kernel.T: what a Linear does whose kernel is a table of vectors."""
    return jax.lax.dot_general(x, kernel, (((x.ndim - 1,), (1,)), ((), ())), **options)
