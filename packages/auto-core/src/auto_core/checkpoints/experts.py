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


@dataclass(frozen=True)
class Spelling:
    """How files call what experts have.

    Of three names, the first two are of a gate and a projection up, which make one stack; of two,
    each is a stack. Where experts have a prefix, each is a stack under its own name, with the
    expert left out: `experts.expert_3.fc1.bias` is a part of `experts.fc1.bias`.

    Attributes:
        prefix: before an expert's number ("expert_").
        names: of its parts.
    """

    prefix: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, names: Sequence[str]) -> Spelling:
        """Of names as architectures give them: "w1", or "expert_#.fc1" for a prefix."""
        prefix = names[0].rpartition("#")[0]
        return cls(prefix, tuple(name.rpartition("#.")[2] for name in names))

    @property
    def stacks(self) -> dict[str, tuple[str, ...]]:
        """Stack -> the parts of an expert that are in it, each ".weight" or ".bias" too."""
        if not self.prefix:
            *before, down = (f"{name}.weight" for name in self.names)
            return {GATES if len(before) == 2 else UP: tuple(before), DOWN: (down,)}
        both = [f"{name}.{kind}" for name in self.names for kind in ("weight", "bias")]
        return {name: (name,) for name in both}

    @property
    def pattern(self) -> re.Pattern[str]:
        """Of a tensor: the layer, the expert's number, the part."""
        parts = {part for parts in self.stacks.values() for part in parts}
        either = "|".join(map(re.escape, sorted(parts)))
        return re.compile(rf"(.*\bexperts)\.{re.escape(self.prefix)}(\d+)\.({either})")

    def part(self, layer: str, expert: int, name: str) -> str:
        """The name of a tensor."""
        return f"{layer}.{self.prefix}{expert}.{name}"


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
    spelling = Spelling.of(names)
    pattern = spelling.pattern
    found: dict[str, dict[tuple[int, str], str]] = {}  # of each layer: (expert, part) -> name
    for name in weights:
        if match := pattern.fullmatch(name):
            found.setdefault(match[1], {})[int(match[2]), match[3]] = name
    if not found:
        return Joined(weights, {})
    count = 1 + max(expert for members in found.values() for expert, _ in members)
    tensors, lacking = dict(weights), {}
    for layer, members in found.items():
        for stack, which in spelling.stacks.items():
            keys = [(expert, name) for expert in range(count) for name in which]
            if spelling.prefix and not any(key in members for key in keys):
                continue  # layers without biases
            absent = [spelling.part(layer, *key) for key in keys if key not in members]
            parts = [weights[members[key]] for key in keys if key in members]
            if absent:
                lacking[f"{layer}.{stack}"] = absent
            elif not _alike(parts):
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
    """The tensors with single experts in the place of stacks: parts of the same memory.

    Those of stacks that are kept quantised begin with the experts, too, all but tables.
    """
    if not names:
        return dict(tensors)
    spelling = Spelling.of(names)
    stacks = spelling.stacks
    result: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        layer, _, stack = name.rpartition(".experts.")
        kept, _, role = stack.rpartition(".")
        if layer and stack in stacks:
            layer = f"{layer}.experts"
            result |= _parts(spelling, layer, as_stored(name, tensor), stacks[stack])
        elif layer and kept in stacks and f"{layer}.experts.{kept}.weight_scale" in tensors:
            scales = tensors[f"{layer}.experts.{kept}.weight_scale"]
            parts = members(f"{layer}.experts.{kept}", scales.shape[0], names)
            if role == "weight_table":
                result |= {f"{part}.{role}": tensor for part in parts}
            else:
                found = _parts(spelling, f"{layer}.experts", as_stored(name, tensor), stacks[kept])
                ends = (part.rpartition(".")[0] for part in found)
                result |= {
                    f"{end}.{role}": value.rename(f"{end}.{role}")
                    for end, value in zip(ends, found.values(), strict=True)
                }
        else:
            result[name] = tensor
    return result


def members(stack: str, count: int, names: Sequence[str]) -> list[str]:
    """What files call the layers whose weights are in a stack; the stack itself, where they have
    it whole."""
    if not names:
        return [stack]
    spelling = Spelling.of(names)
    layer, _, name = stack.rpartition(".")
    which = [part.removesuffix(".weight") for part in spelling.stacks[name]]
    return [spelling.part(layer, n, part) for n in range(count) for part in which]


def _alike(parts: Sequence[StoredTensor]) -> bool:
    """Whether they can be one tensor; those that are computed have no dtype of their own."""
    dtypes = {part.dtype for part in parts if not hasattr(part.source, "as_dtype")}
    return len({part.shape for part in parts}) == 1 and len(dtypes) < 2


def _stack(name: str, parts: Sequence[StoredTensor], count: int) -> StoredTensor:
    """One tensor [count rows ...] of parts [rows ...], several for each expert."""
    rows, *rest = parts[0].shape
    shape = (count, len(parts) // count * rows, *rest)
    return StoredTensor.dense(name, shape, parts[0].dtype, Parts(tuple(parts)))


def _parts(
    spelling: Spelling, layer: str, stack: StoredTensor, which: Sequence[str]
) -> dict[str, StoredTensor]:
    experts, rows, *rest = stack.shape
    data, step = stack.dense_bytes(), stack.nbytes // (experts * len(which))
    names = [spelling.part(layer, n, name) for n in range(experts) for name in which]
    shape = (rows // len(which), *rest)
    return {
        name: StoredTensor.dense(name, shape, stack.dtype, data[index * step : (index + 1) * step])
        for index, name in enumerate(names)
    }
