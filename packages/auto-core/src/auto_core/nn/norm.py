"""Normalisation layers."""

from __future__ import annotations

import numpy as np

from auto_core.nn.module import Module, Parameter
from auto_core.ops.math import in_float32
from auto_core.ops.tensor import Tensor


class LayerNorm(Module):
    """Normalise the last axis to mean 0 and variance 1, then scale and shift.

    Ba et al., 2016, arXiv:1607.06450. `eps` is added to the variance. Checkpoint: weight [d],
    bias [d].
    """

    def __init__(self, normalized_shape: int, *, eps: float, bias: bool = True):
        super().__init__()
        self.eps = eps
        self.weight = Parameter((normalized_shape,), init="ones")
        self.bias = Parameter((normalized_shape,), init="zeros") if bias else None

    def forward(self, x: Tensor) -> Tensor:  # [... d] -> [... d]
        return in_float32(self._normalise, x)

    def _normalise(self, x: Tensor) -> Tensor:
        centred = x - np.mean(x, axis=-1, keepdims=True)
        variance = np.mean(centred**2, axis=-1, keepdims=True)
        y = centred / np.sqrt(variance + self.eps) * self.weight.materialised()
        return y if self.bias is None else y + self.bias.materialised()

    def extra_repr(self) -> str:
        return f"{self.weight.shape[0]}, eps={self.eps}"


class RMSNorm(Module):
    """Divide the last axis by its root mean square, then scale: no mean is taken away.

    Zhang & Sennrich, 2019, arXiv:1910.07467. `eps` is added to the mean square. Checkpoint:
    weight [d].
    """

    def __init__(self, normalized_shape: int, *, eps: float):
        super().__init__()
        self.eps = eps
        self.weight = Parameter((normalized_shape,), init="ones")

    def forward(self, x: Tensor) -> Tensor:  # [... d] -> [... d]
        return in_float32(self._normalise, x)

    def _normalise(self, x: Tensor) -> Tensor:
        size = np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + self.eps)
        return x / size * self.weight.materialised()

    def extra_repr(self) -> str:
        return f"{self.weight.shape[0]}, eps={self.eps}"
