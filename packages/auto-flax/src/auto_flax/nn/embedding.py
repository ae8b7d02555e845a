"""Embeddings."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx
from jax import Array

from auto_core.initializers import NormalWithZeroRow, padding_row
from auto_flax.nn.module import Layer, NoRngs, without_value
from auto_flax.nn.stored import Stored


class Embedding(Layer, nnx.Embed):
    """An index outside the table yields nan, as JAX has it: a compiled program cannot raise."""

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        *,
        scale: float | None = None,
        round_scale: bool = False,
    ):
        nnx.Embed.__init__(
            self,
            num_embeddings,
            embedding_dim,
            embedding_init=without_value,
            rngs=NoRngs(),  # type: ignore[arg-type]
        )
        self.dtype = None  # that of the table, whatever it will be
        self.scale, self.round_scale = scale, round_scale
        self.padding_idx = padding_row(padding_idx, num_embeddings)

    @property
    def stored(self) -> tuple[Stored, ...]:
        """How the parameters lie in a checkpoint."""
        padding = self.padding_idx
        return (Stored("weight", "embedding", _init(padding)),)

    def __call__(self, inputs: Array, **options: Any) -> Array:  # [...] -> [... d]
        rows = super().__call__(jnp.asarray(inputs), **options)
        if self.padding_idx is not None:
            padding = (inputs == self.padding_idx)[..., None]
            rows = jnp.where(padding, jax.lax.stop_gradient(rows), rows)
        if self.scale is None:
            return rows
        if self.round_scale:  # as JAX itself rounds a number
            return rows * self.scale
        wide = jnp.promote_types(rows.dtype, jnp.float32)
        return (rows.astype(wide) * self.scale).astype(rows.dtype)

    def rows(self) -> Array:  # -> [n d]
        return self.embedding[...]


def _init(padding_idx: int | None) -> Any:
    return "normal" if padding_idx is None else NormalWithZeroRow(padding_idx)
