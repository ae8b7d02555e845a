"""Linear layers."""

from __future__ import annotations

from auto_core.nn.module import Module, Parameter
from auto_core.ops.math import matmul
from auto_core.ops.tensor import Tensor


class Linear(Module):
    """x @ weight.T + bias over the last axis. Checkpoint: weight [out in], bias [out]."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter((out_features, in_features), init="normal")
        self.bias = Parameter((out_features,), init="zeros") if bias else None

    def forward(self, x: Tensor) -> Tensor:  # [... in] -> [... out]
        y = matmul(x, self.weight.materialised().T)
        return y if self.bias is None else y + self.bias.materialised()

    def extra_repr(self) -> str:
        return f"{self.in_features}, {self.out_features}, bias={self.bias is not None}"
