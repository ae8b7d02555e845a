"""Dropout of elements and of whole samples."""

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


class DropPath(Dropout):
    """In training, zero a whole sample with probability `p` and scale the rest by 1 / (1 - p).

    Stochastic depth, Huang et al., 2016, arXiv:1603.09382, when it stands at a residual branch.
    """

    def forward(self, x: Tensor) -> Tensor:  # [b ...] -> [b ...]
        if not self.training or self.p == 0:
            return x
        return x * super().forward(np.ones((len(x), *(1,) * (x.ndim - 1)), x.dtype))
