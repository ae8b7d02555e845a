"""Dropout."""

from __future__ import annotations

import numpy as np

from auto_core.nn.module import Module
from auto_core.ops.tensor import Tensor


class Dropout(Module):
    """In training, zero each element with probability `p` and scale the rest by 1 / (1 - p)."""

    def __init__(self, p: float):
        super().__init__()
        self.p = p
        self._generator = np.random.default_rng()

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return x
        kept = self._generator.random(x.shape) >= self.p
        return np.where(kept, x / (1 - self.p), 0).astype(x.dtype)

    def extra_repr(self) -> str:
        return f"p={self.p}"
