"""Loops over the steps of a sequence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch._higher_order_ops.scan import scan as _compiled

Tensors = tuple[Tensor, ...]
Step = Callable[[Tensors, Tensors], tuple[Tensors, Tensors]]


def scan(step: Step, init: Sequence[Tensor], xs: Sequence[Tensor]) -> tuple[Tensors, Tensors]:
    if torch.compiler.is_compiling():  # one operation of the graph, for any number of steps
        # Which takes no carry that is a view of another tensor.
        return _compiled(step, tuple(x.clone() for x in init), tuple(xs))
    carry, ys = tuple(init), []
    for x in zip(*(x.unbind(0) for x in xs), strict=True):
        carry, y = step(carry, x)
        ys.append(y)
    return carry, tuple(torch.stack(column) for column in zip(*ys, strict=True))
