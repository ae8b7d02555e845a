"""Embeddings."""

from __future__ import annotations

import numpy as np

from auto_core.errors import InputError
from auto_core.initializers import NormalWithZeroRow, padding_row
from auto_core.nn.module import Module, Parameter
from auto_core.ops.tensor import Tensor


class Embedding(Module):
    """Row `index` of a table. Checkpoint: weight [n d].

    The row of `padding_idx`, if the table has it, starts as zeros and gets no gradient. Rows are
    multiplied by `scale`, which `round_scale` rounds to the precision of the table before; `rows()`
    and the parameter are without it.
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        *,
        scale: float | None = None,
        round_scale: bool = False,
    ):
        super().__init__()
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.padding_idx = padding = padding_row(padding_idx, num_embeddings)
        init = "normal" if padding is None else NormalWithZeroRow(padding)
        self.scale, self.round_scale = scale, round_scale
        self.weight = Parameter((num_embeddings, embedding_dim), init=init)

    def forward(self, index: Tensor) -> Tensor:  # [...] -> [... d]
        table = self.weight.materialised()
        if index.size and not (np.min(index) >= 0 and np.max(index) < len(table)):
            raise InputError(
                f"An index lies outside this table of {len(table)} rows: "
                f"found {np.min(index)} to {np.max(index)}."
            )
        found = table[index]
        if self.scale is None:
            return found
        if self.round_scale:
            return found * found.dtype.type(self.scale)
        wide = np.result_type(found.dtype, np.float32)
        return (found * wide.type(self.scale)).astype(found.dtype)

    def rows(self) -> Tensor:
        """The whole table [n d], for tied output layers; there padding's row has a gradient."""
        return self.weight.materialised()

    def extra_repr(self) -> str:
        return f"{self.num_embeddings}, {self.embedding_dim}"
