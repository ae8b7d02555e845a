"""Convolutions of queries, keys and values, which files may have cut in the wrong places.

transformers 5 holds OLMo Hybrid's three as one, and cuts that in three equal parts when it saves,
however many channels keys and values have; it reads what it and the authors wrote by joining them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from auto_core.checkpoints.tensors import StoredTensor, as_bytes
from auto_core.checkpoints.weights import Weights

_NAMES = ("q_conv1d.weight", "k_conv1d.weight", "v_conv1d.weight")


class ReadsConvolutionsCutAnew:
    """First base of models whose convolutions a file may have cut otherwise than the model.

    `convolved_sizes` are the channels of queries, of keys and of values.
    """

    convolved_sizes: Sequence[int]

    def match_weights(self, weights: Mapping[str, StoredTensor]) -> Any:
        """As of every model; the convolutions are cut where the model's end first."""
        return super().match_weights(cut_anew(weights, self.convolved_sizes))  # type: ignore[misc]


def cut_anew(
    weights: Mapping[str, StoredTensor], sizes: Sequence[int]
) -> Mapping[str, StoredTensor]:
    """The weights with convolutions of these sizes; they are read when one of them is."""
    changed: dict[str, StoredTensor] = {}
    for name in weights:
        layer = name.removesuffix(_NAMES[0])
        names = [layer + own for own in _NAMES]
        if layer == name or not all(part in weights for part in names):
            continue
        parts = [weights[part] for part in names]
        found = [part.shape[0] if part.shape else 0 for part in parts]
        alike = len({(part.shape[1:], part.dtype) for part in parts}) == 1
        if not alike or found == [*sizes] or sum(found) != sum(sizes):
            continue
        start = 0
        for part, size in zip(names, sizes, strict=True):
            shape = (size, *parts[0].shape[1:])
            read = partial(_rows, parts, start, start + size)
            changed[part] = StoredTensor.dense(part, shape, parts[0].dtype, read)
            start += size
    if not changed:
        return weights
    return weights.updated(changed) if isinstance(weights, Weights) else dict(weights) | changed


def _rows(parts: Sequence[StoredTensor], start: int, end: int) -> memoryview:
    return as_bytes(np.concatenate([part.numpy() for part in parts])[start:end])
