"""Stacks of experts whose matrices some files hold transposed.

Qwen3-VL's mixtures were published with each expert's matrices as [in out]; transformers 5 has them
as [out in], and writes them so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.checkpoints.experts import DOWN, GATES
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights

_STACKS = (f".experts.{GATES}", f".experts.{DOWN}")


class ReadsTransposedExperts:
    """First base of models whose stacks [e out in] a file may hold as [e in out]."""

    def match_weights(self, weights: Mapping[str, StoredTensor]) -> Any:
        """As of every model; stacks that fit only when transposed are transposed first."""
        model: Any = super()
        shapes = {slot.name: tuple(slot.shape) for slot in self.slots()}  # type: ignore[attr-defined]
        # Stacks of a model are alike, so that names need not match yet.
        expected = {end: shape for name, shape in shapes.items() for end in _STACKS if end in name}
        changed = {}
        for name, tensor in weights.items():
            for end, shape in expected.items():
                if not name.endswith(end) or len(tensor.shape) != 3 or tensor.shape == shape:
                    continue
                if (tensor.shape[0], tensor.shape[2], tensor.shape[1]) == shape:
                    changed[name] = tensor.permute(0, 2, 1)
        if not changed:
            return model.match_weights(weights)
        updated = (
            weights.updated(changed) if isinstance(weights, Weights) else {**weights, **changed}
        )
        return model.match_weights(updated)
