"""Projections of queries, keys and values that some files hold as one matrix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights

_ALL = re.compile(r"\.(?:in_proj_|qkv\.)(weight|bias)$")


class ReadsJoinedProjections:
    """First base of models with `q_proj`, `k_proj` and `v_proj`, which a file may hold as torch's
    `in_proj_weight` and `in_proj_bias`, or timm's `qkv`."""

    def match_weights(self, weights: Mapping[str, StoredTensor]) -> Any:
        """As of every model; a joined tensor is its three thirds first."""
        return super().match_weights(cut_projections(weights))  # type: ignore[misc]


def cut_projections(weights: Mapping[str, StoredTensor]) -> Mapping[str, StoredTensor]:
    """The weights with each joined projection as three tensors; they are read when it is."""
    tensors = dict(weights)
    for name in weights:
        found = _ALL.search(name)
        if found is None or not weights[name].shape or weights[name].shape[0] % 3:
            continue
        joined = tensors.pop(name)
        rows, *others = joined.shape
        for i, part in enumerate("qkv"):
            own = f"{name[: found.start()]}.{part}_proj.{found[1]}"
            start = (i * (rows // 3), *(0 for _ in others))
            tensors[own] = joined.part(start, (rows // 3, *others)).rename(own)
    if len(tensors) == len(weights) or not isinstance(weights, Weights):
        return tensors
    return weights.replaced(tensors)
