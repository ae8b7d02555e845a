"""What a description of a format is made of: the stored tensors of one weight, and the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

from auto_core.checkpoints.quantized.unpacking import (
    Affine,
    Array,
    Coded,
    Grid,
    Rows,
    Scaled,
    Unpacked,
)
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights
from auto_core.errors import ConfigError, CorruptFileError

FLOAT8 = ("float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz")


@dataclass(frozen=True)
class Group:
    """The stored tensors that make one weight.

    Attributes:
        name: of the weight that they make.
        parts: by what each is for it ("weight", "scale", ...).
        file: in which the first of them lies.
    """

    name: str
    parts: Mapping[str, StoredTensor]
    file: str

    def part(self, role: str, *dtypes: str, rank: int | None = None) -> StoredTensor:
        """The tensor of this role.

        Raises:
            CorruptFileError: there is none, or it is of another dtype or rank.
        """
        if role not in self.parts:
            self.fail(f"it has no {role}")
        found = self.parts[role]
        if dtypes and found.dtype not in dtypes:
            self.fail(f"{found.name!r} is {found.dtype}, expected {' or '.join(dtypes)}")
        if rank is not None and len(found.shape) != rank:
            self.fail(f"{found.name!r} has the shape {list(found.shape)}, expected {rank} numbers")
        return found

    def fail(self, problem: str) -> NoReturn:
        """Raise the error for packing that cannot be."""
        raise CorruptFileError(f"{self.file}: the quantised tensor {self.name!r}: {problem}.")

    def check(self, fits: bool, problem: str) -> None:
        """Raise it unless the packing fits."""
        if not fits:
            self.fail(problem)

    def grid(
        self,
        role: str,
        shape: tuple[int, ...],
        blocks: Sequence[int] | None = None,
        values: Array | None = None,
    ) -> Grid:
        """The scales (or zero points) of this role over the weight's blocks."""
        stored = self.part(role)
        found = Grid.of(
            stored.numpy() if values is None else values, shape, tuple(blocks) if blocks else None
        )
        if found is None:
            self.fail(
                f"{stored.name!r} has the shape {list(stored.shape)}, which does not fit blocks "
                f"{f'of {list(blocks)} ' if blocks else ''}of a weight of {list(shape)}"
            )
        return found

    def made(
        self,
        rows: Rows,
        shape: Sequence[int],
        dtype: str,
        unit: int = 1,
        scaled: Scaled | None = None,
        coded: Coded | None = None,
    ) -> StoredTensor:
        """The weight that `rows` computes."""
        if not shape or any(n < 1 for n in shape):
            self.fail(f"it would have the shape {list(shape)}")
        parts = tuple(self.parts.values())
        source = Unpacked(rows, tuple(shape), dtype, parts, unit, scaled=scaled, coded=coded)
        return source.stored(self.name)

    def affine(
        self, numbers: Affine, shape: tuple[int, int], dtype: str | None = None
    ) -> StoredTensor:
        """The weight of these numbers and scales, which a layer may keep as they are."""
        parts, dtype = tuple(self.parts.values()), dtype or numbers.dtype
        return Unpacked(numbers.rows, shape, dtype, parts, numbers.unit, numbers).stored(self.name)


class Format:
    """One library's way to store quantised weights: which tensors, and how they are unpacked.

    Attributes:
        title: for reports and errors.
        methods: the values of `quant_method` that mean it.
        roles: what a tensor is for -> the ends of names that say so. The first role is that of
            the packed numbers.
        target: the end of the weight's name, instead of the first role's.
        unused: patterns of tensors that only quantised activations need.
    """

    title: ClassVar[str] = ""
    methods: ClassVar[tuple[str, ...]] = ()
    roles: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    target: ClassVar[str] = ".weight"
    unused: ClassVar[tuple[str, ...]] = ()

    def __init__(self, settings: Mapping[str, Any]):
        self.settings = settings

    def groups(self, weights: Weights) -> Iterator[Group]:
        """The stored tensors of each quantised weight."""
        first, *_ = self.roles
        for name in weights:
            for end in self.roles[first]:
                if not name.endswith(end) or not self.is_packed(weights, name):
                    continue
                stem = name.removesuffix(end)
                parts = {first: weights[name]}
                for role, ends in self.roles.items():
                    found = next((e for e in ends if f"{stem}{e}" in weights), None)
                    if found is not None:
                        parts.setdefault(role, weights[f"{stem}{found}"])
                yield Group(f"{stem}{self.target}", parts, weights.file_of(name))
                break

    def is_packed(self, weights: Weights, name: str) -> bool:
        """Whether a tensor of the right name is quantised."""
        return True

    def unpacked(self, group: Group) -> StoredTensor:
        """The weight, computed when it is read.

        Raises:
            CorruptFileError: the parts do not fit each other.
        """
        raise NotImplementedError

    def setting(self, name: str, kind: type, default: Any = None) -> Any:
        """A value of the quantization_config.

        Raises:
            ConfigError: it is of another type.
        """
        return setting(self.settings, name, kind, default)


def setting(settings: Mapping[str, Any], name: str, kind: type, default: Any = None) -> Any:
    """A value of a quantization_config, of this type.

    Raises:
        ConfigError: it is of another type.
    """
    value = settings.get(name)
    if value is None:
        return default
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not (whole if kind is int else isinstance(value, kind)):
        raise ConfigError(
            f"quantization_config: {name} is {value!r:.80}, expected {kind.__name__}."
        )
    return value


def sizes(value: Any, name: str) -> tuple[int, ...] | None:
    """A list of block sizes of a quantization_config.

    Raises:
        ConfigError: it is none.
    """
    if value is None:
        return None
    if isinstance(value, str):  # "128x128"
        value = [int(part) if part.isdigit() else part for part in value.split("x")]
    if not isinstance(value, list | tuple) or not all(type(n) is int and n > 0 for n in value):
        raise ConfigError(f"quantization_config: {name} is {value!r:.80}, expected block sizes.")
    return tuple(value)


def layers(names: Sequence[str]) -> str:
    """Names of layers, where those that differ by a number share one; for errors."""
    found: dict[str, int] = {}
    for name in names:
        pattern = re.sub(r"(?<=\.)\d+(?=\.)", "*", name)
        found[pattern] = found.get(pattern, 0) + 1
    shown = [f"{name} ({n} times)" if n > 1 else name for name, n in list(found.items())[:12]]
    return ", ".join(shown) + (f" and {len(found) - 12} more kinds" if len(found) > 12 else "")
