"""Loops over the steps of a sequence, each of which needs what the one before it left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from auto_core.ops.tensor import Tensor

Tensors = tuple[Tensor, ...]
Step = Callable[[Tensors, Tensors], tuple[Tensors, Tensors]]


def scan(step: Step, init: Sequence[Tensor], xs: Sequence[Tensor]) -> tuple[Tensors, Tensors]:
    """Call `step` once for each entry along the first axis, in order.

    Compiled, the loop is one loop of the framework, whatever its length n >= 1; gradients flow
    through it. Time and memory are linear in n.

    Args:
        step: (carry, x) -> (next carry, y), all tuples of tensors. The carry keeps its shapes and
            dtypes; the step reads tensors from outside, and changes none.
        init: the first carry.
        xs: tensors [n ...]; the step gets one entry [...] of each.

    Returns:
        The last carry, and every y stacked, [n ...].
    """
    carry, ys = tuple(init), []
    for index in range(xs[0].shape[0]):
        carry, y = step(carry, tuple(x[index] for x in xs))
        ys.append(y)
    return carry, tuple(np.stack(column) for column in zip(*ys, strict=True))
