"""Experts, which files hold one by one and models stacked.

A mixture of experts has one tensor of the gates and one of the projections down; most files have
three for each expert. transformers 5 reads both forms and writes the files' own, and so do we.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auto_core.checkpoints.copying import Parts
from auto_core.checkpoints.report import LoadingReport
from auto_core.checkpoints.saving import Tensor, as_stored
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights

GATES, UP, DOWN = "gate_up_proj", "up_proj", "down_proj"  # the stacks [e 2f d], [e f d], [e d f]


def stacks(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Which parts a stack has; experts without a gate have two."""
    *before, down = names
    return {GATES if len(before) == 2 else UP: tuple(before), DOWN: (down,)}


@dataclass(frozen=True)
class Joined:
    """A checkpoint whose experts are stacked.

    Attributes:
        weights: the tensors; the parts of a stack that lacks some are not among them.
        lacking: stack -> the names of its parts that the checkpoint does not have.
    """

    weights: Mapping[str, StoredTensor]
    lacking: Mapping[str, list[str]]

    def explain(self, report: LoadingReport) -> None:
        """Say of a stack that is missing which parts of it are."""
        for stack, parts in self.lacking.items():
            for index, name in enumerate(report.missing):
                if name == stack or name.endswith(f".{stack}") or stack.endswith(f".{name}"):
                    report.missing[index : index + 1] = parts
                    break


def joined(weights: Mapping[str, StoredTensor], names: Sequence[str]) -> Joined:
    """The weights with stacks in the place of single experts; they are read when a stack is.

    Args:
        names: how files call the gate (if there is one), the projection up and the one down.
    """
    if not names:
        return Joined(weights, {})
    pattern = re.compile(rf"(.*\bexperts)\.(\d+)\.({'|'.join(map(re.escape, names))})\.weight")
    found: dict[str, dict[tuple[int, str], str]] = {}  # of each layer: (expert, which) -> name
    for name in weights:
        if match := pattern.fullmatch(name):
            found.setdefault(match[1], {})[int(match[2]), match[3]] = name
    if not found:
        return Joined(weights, {})
    count = 1 + max(expert for members in found.values() for expert, _ in members)
    tensors, lacking = dict(weights), {}
    for layer, members in found.items():
        for stack, which in stacks(names).items():
            keys = [(expert, name) for expert in range(count) for name in which]
            absent = [f"{layer}.{n}.{name}.weight" for n, name in keys if (n, name) not in members]
            parts = [weights[members[key]] for key in keys if key in members]
            if absent:
                lacking[f"{layer}.{stack}"] = absent
            elif len({(part.shape, part.dtype) for part in parts}) > 1:
                continue  # no stack: they stay what the model has no place for
            else:
                tensors[f"{layer}.{stack}"] = _stack(f"{layer}.{stack}", parts, count)
            for key in keys:
                tensors.pop(members.get(key, ""), None)
    return Joined(weights.replaced(tensors) if isinstance(weights, Weights) else tensors, lacking)


def without_empty(weights: Mapping[str, StoredTensor], count: int) -> Mapping[str, StoredTensor]:
    """The weights without experts from `count` on, which files may have though nothing reads
    them."""
    numbers = {name: re.search(r"\bexperts\.(\d+)\.", name) for name in weights}
    kept = {n: weights[n] for n, match in numbers.items() if not match or int(match[1]) < count}
    if len(kept) == len(weights):
        return weights
    return weights.replaced(kept) if isinstance(weights, Weights) else kept


def apart(tensors: Mapping[str, Tensor], names: Sequence[str]) -> dict[str, Tensor]:
    """The tensors with single experts in the place of stacks: parts of the same memory."""
    if not names:
        return dict(tensors)
    parts = stacks(names)
    result: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        layer, _, stack = name.rpartition(".")
        if stack in parts and layer.endswith("experts"):
            result |= _parts(layer, as_stored(name, tensor), parts[stack])
        else:
            result[name] = tensor
    return result


def _stack(name: str, parts: Sequence[StoredTensor], count: int) -> StoredTensor:
    """One tensor [count rows ...] of parts [rows ...], several for each expert."""
    rows, *rest = parts[0].shape
    shape = (count, len(parts) // count * rows, *rest)
    return StoredTensor.dense(name, shape, parts[0].dtype, Parts(tuple(parts)))


def _parts(layer: str, stack: StoredTensor, which: Sequence[str]) -> dict[str, StoredTensor]:
    experts, rows, *rest = stack.shape
    data, step = stack.dense_bytes(), stack.nbytes // (experts * len(which))
    keys = [(expert, name) for expert in range(experts) for name in which]
    names = [f"{layer}.{expert}.{name}.weight" for expert, name in keys]
    shape = (rows // len(which), *rest)
    return {
        name: StoredTensor.dense(name, shape, stack.dtype, data[index * step : (index + 1) * step])
        for index, name in enumerate(names)
    }
