"""Projections of queries, keys and values that some files hold as one matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights


class ReadsFusedProjections:
    """First base of models whose projections a file may hold as one, rows after rows.

    `fused` is what such a name has, and what the names of the three have instead.
    """

    fused: ClassVar[tuple[str, tuple[str, str, str]]]

    def match_weights(self, weights: Mapping[str, StoredTensor]) -> Any:
        """As of every model; a fused matrix, or bias, is three tensors first."""
        return super().match_weights(self._apart(weights))  # type: ignore[misc]

    def _apart(self, weights: Mapping[str, StoredTensor]) -> Mapping[str, StoredTensor]:
        (mark, names), tensors = self.fused, dict(weights)
        for name in weights:
            if mark not in name or tensors[name].shape[0] % 3:
                continue
            whole = tensors.pop(name)
            rows, rest = whole.shape[0] // 3, whole.shape[1:]
            for index, new in enumerate(names):
                part = whole.part((index * rows, *(0 for _ in rest)), (rows, *rest))
                tensors[name.replace(mark, new)] = part.rename(name.replace(mark, new))
        if len(tensors) == len(weights):
            return weights
        return weights.replaced(tensors) if isinstance(weights, Weights) else tensors
