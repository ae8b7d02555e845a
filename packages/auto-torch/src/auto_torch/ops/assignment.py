"""Linear assignment, on the host."""

from __future__ import annotations

import torch
from torch import Tensor

from auto_core.ops import assignment


def linear_sum_assignment(cost: Tensor) -> tuple[Tensor, Tensor]:
    rows, columns = _assign(cost.detach())
    return rows, columns


# An operator of its own, so that torch.compile takes it as a whole.
@torch.library.custom_op(
    "auto_torch::linear_sum_assignment",
    mutates_args=(),
    schema="(Tensor cost) -> (Tensor, Tensor)",
)
def _assign(cost):
    pairs = assignment.linear_sum_assignment(cost.to("cpu", torch.float64).numpy())
    rows, columns = (torch.from_numpy(index).to(cost.device) for index in pairs)
    return rows, columns


@_assign.register_fake
def _(cost):
    pairs = torch.sym_min(cost.shape[0], cost.shape[1])
    return cost.new_empty(pairs, dtype=torch.int64), cost.new_empty(pairs, dtype=torch.int64)
