"""Projections of queries, keys and values in one matrix, whose heads turn neighbouring numbers.

Models here turn number i with number i + half of a head; complex rotations turn the numbers 2i and
2i + 1. The same result comes from queries and keys whose rows are in another order.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from auto_core.checkpoints.fused_projections import ReadsFusedProjections
from auto_core.checkpoints.tensors import StoredTensor, as_bytes
from auto_core.checkpoints.weights import Weights


class ReadsTurnedProjections(ReadsFusedProjections):
    """First base of models whose fused projections (see `ReadsFusedProjections`) turn neighbouring
    numbers; those that are three tensors already are in order."""

    def rotated_heads(self) -> int:
        """How many heads queries and keys have."""
        raise NotImplementedError

    def _apart(self, weights: Mapping[str, StoredTensor]) -> Mapping[str, StoredTensor]:
        found = super()._apart(weights)
        changed: dict[str, StoredTensor] = {}
        for name in found:
            part = found[name]
            turned = any(mark in name for mark in self.fused[1][:2]) and name not in weights
            if turned and part.shape[0] % (2 * self.rotated_heads()) == 0:
                read = partial(_halves, part, self.rotated_heads())
                changed[name] = StoredTensor.dense(name, part.shape, part.dtype, read)
        if not changed:
            return found
        return found.updated(changed) if isinstance(found, Weights) else dict(found) | changed


def _halves(part: StoredTensor, heads: int) -> memoryview:
    """Rows [h*s ...], of each head the even ones, then the odd ones."""
    array = part.numpy()
    pairs = array.reshape(heads, -1, 2, *array.shape[1:])
    return as_bytes(np.moveaxis(pairs, 2, 1).reshape(array.shape))
