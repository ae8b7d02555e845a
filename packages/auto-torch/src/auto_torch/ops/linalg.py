"""Linear systems."""

from __future__ import annotations

import torch
from torch import Tensor

from auto_torch.ops.math import in_float32


def solve_triangular(a: Tensor, b: Tensor, *, upper: bool, unitriangular: bool) -> Tensor:
    return in_float32(
        lambda wide: torch.linalg.solve_triangular(
            wide, b.to(wide.dtype), upper=upper, unitriangular=unitriangular
        ),
        a,
    )
