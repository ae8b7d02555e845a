"""Gated feed-forwards that some files hold as two matrices, and DINOv2 as one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auto_core.checkpoints.copying import Parts
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights

_GATE, _VALUE, _BOTH = ".mlp.gate_proj.", ".mlp.up_proj.", ".mlp.weights_in."


class ReadsSplitGates:
    """First base of models whose `mlp.weights_in` a file may hold as gate and value."""

    def match_weights(self, weights: Mapping[str, StoredTensor]) -> Any:
        """As of every model; a gate and its value are one tensor first."""
        return super().match_weights(joined_gates(weights))  # type: ignore[misc]


def joined_gates(weights: Mapping[str, StoredTensor]) -> Mapping[str, StoredTensor]:
    """The weights with each gate and its value as one tensor; they are read when it is."""
    tensors = dict(weights)
    for name in weights:
        pair = [name, name.replace(_GATE, _VALUE)]
        if _GATE not in name or not all(part in tensors for part in pair):
            continue
        gate, value = (tensors[part] for part in pair)
        if (gate.dtype, gate.shape[1:]) == (value.dtype, value.shape[1:]):
            del tensors[pair[0]], tensors[pair[1]]
            both = _stacked(gate, value)
            tensors[name.replace(_GATE, _BOTH)] = both.rename(name.replace(_GATE, _BOTH))
    if len(tensors) == len(weights):
        return weights
    if not isinstance(weights, Weights):
        return tensors
    return weights.replaced(tensors)


def _stacked(first: StoredTensor, second: StoredTensor) -> StoredTensor:
    """One tensor of the rows of both."""
    shape = (first.shape[0] + second.shape[0], *first.shape[1:])
    return StoredTensor.dense(first.name, shape, first.dtype, Parts((first, second)))
