"""Embeddings."""

from __future__ import annotations

import torch

from auto_core.initializers import NormalWithZeroRow, padding_row


class Embedding(torch.nn.Embedding):
    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        *,
        scale: float | None = None,
        round_scale: bool = False,
    ):
        padding = padding_row(padding_idx, num_embeddings)
        super().__init__(num_embeddings, embedding_dim, padding, device="meta")
        init = "normal" if padding is None else NormalWithZeroRow(padding)
        self.inits = {"weight": init}
        self.scale, self.round_scale = scale, round_scale

    def forward(self, input: torch.Tensor) -> torch.Tensor:  # [...] -> [... d]
        found = super().forward(input)
        if self.scale is None:
            return found
        if not self.round_scale:  # torch multiplies by a number in float32
            return found * self.scale
        return found * torch.tensor(self.scale, dtype=found.dtype, device=found.device)

    def rows(self) -> torch.Tensor:  # -> [n d]
        return self.weight

    def reset_parameters(self) -> None:
        """Nothing: the model gives first values, once for all frameworks."""
