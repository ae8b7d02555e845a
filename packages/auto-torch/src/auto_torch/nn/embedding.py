"""Embeddings."""

from __future__ import annotations

import torch

from auto_core.initializers import NormalWithZeroRow


class Embedding(torch.nn.Embedding):
    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None):
        super().__init__(num_embeddings, embedding_dim, padding_idx, device="meta")
        init = "normal" if self.padding_idx is None else NormalWithZeroRow(self.padding_idx)
        self.inits = {"weight": init}

    def rows(self) -> torch.Tensor:  # -> [n d]
        return self.weight

    def reset_parameters(self) -> None:
        """Nothing: the model gives first values, once for all frameworks."""
