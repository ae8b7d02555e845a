"""The loading report: what became of every tensor, and the error if something is wrong."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auto_core.errors import WeightMismatchError, nearest, printable

Shape = tuple[int, ...]

# The fields of a report that are lists of names.
_NAMES = ("missing", "unexpected", "initialised", "heads", "unused", "ignored", "defaulted")


class LoadingWarning(UserWarning):
    """A load that was asked not to be strict took less, or more, than the model has."""


@dataclass
class LoadingReport:
    """Every name of the model and of the checkpoint, by what became of it.

    Attributes:
        loaded: how many of the model's tensors came from the checkpoint.
        missing: the model's, absent from the checkpoint.
        unexpected: the checkpoint's, which the model does not have.
        mismatched: name, shape in the checkpoint, shape in the model.
        initialised: the model's head or optional parts, which the checkpoint does not have.
        heads: those of `initialised` that are of a head, not of a part such as a pooler.
        unused: heads of the checkpoint that this class does not have.
        ignored: the checkpoint's, declared to be of no use (buffers that follow from the config).
        defaulted: the model's, declared to be set by the model itself where absent.
        foreign_prefix: what stands before all the checkpoint's names and explains the rest.
        format, files: where the tensors came from.
        preference: the formats that were looked for, the preferred one first.
        checkpoint_dtype: of the checkpoint's first floating-point tensor.
        dtype: the model's, set by the adapter that writes the tensors.
        notes: what was assumed because no file says it.
    """

    loaded: int = 0
    missing: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    mismatched: list[tuple[str, Shape, Shape]] = field(default_factory=list)
    initialised: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    defaulted: list[str] = field(default_factory=list)
    foreign_prefix: str = ""
    format: str = ""
    files: list[Path] = field(default_factory=list)
    preference: tuple[str, ...] = ()
    checkpoint_dtype: str | None = None
    dtype: str | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def exact(self) -> bool:
        """Whether nothing is missing, unexpected or mismatched."""
        return not (self.missing or self.unexpected or self.mismatched)

    def check(self, *, strict: bool = True, ignore_mismatched_sizes: bool = False) -> None:
        """Let the load pass, warn, or refuse it.

        `ignore_mismatched_sizes` leaves tensors of another shape as the model initialised them.

        Raises:
            WeightMismatchError: strict, and anything is missing, unexpected or mismatched.
        """
        if self.exact or (ignore_mismatched_sizes and not (self.missing or self.unexpected)):
            return
        if strict:
            raise WeightMismatchError(
                f"The checkpoint does not fit the model.\n{self}\nTo load what fits all the same, "
                "pass strict=False, or ignore_mismatched_sizes=True if only shapes differ.",
                report=self,
            )
        warnings.warn(f"Loaded what fits.\n{self}", LoadingWarning, stacklevel=2)

    def require_heads(self) -> None:
        """Count a head that is absent as missing: the file is of the class that has it."""
        self.missing += self.heads
        self.initialised = [name for name in self.initialised if name not in self.heads]
        self.heads = []

    def news(self) -> str:
        """Which parameters have fresh values, for a warning; empty where none has."""
        fresh = _grouped([*self.initialised, *(name for name, *_ in self.mismatched)], {})
        if not fresh:
            return ""
        reason = " or has them in another shape" if self.mismatched else ""
        return (
            f"the checkpoint does not have these parameters{reason}, so they have fresh random "
            f"values: {', '.join(fresh)}. Train the model before you use what it returns."
        )

    def include(self, part: LoadingReport, prefix: str) -> None:
        """Add what became of a part of the model, whose names get the prefix."""
        self.loaded += part.loaded
        self.mismatched += [(prefix + name, one, other) for name, one, other in part.mismatched]
        for kind in _NAMES:
            getattr(self, kind).extend(prefix + name for name in getattr(part, kind))
        self.checkpoint_dtype = self.checkpoint_dtype or part.checkpoint_dtype

    def drop(self, name: str) -> None:
        """Forget that the checkpoint lacks a tensor: it shares one that is there."""
        for kind in ("missing", "initialised", "heads", "defaulted"):
            getattr(self, kind)[:] = [other for other in getattr(self, kind) if other != name]

    def loading_info(self) -> dict[str, Any]:
        """The dictionary that upstream returns for `output_loading_info=True`."""
        return {
            "missing_keys": {*self.missing, *self.initialised},
            "unexpected_keys": {*self.unexpected, *self.unused},
            "mismatched_keys": set(self.mismatched),
            "error_msgs": [],
        }

    def __str__(self) -> str:
        source = ", ".join(file.name for file in self.files[:3])
        source += f" and {len(self.files) - 3} more" if len(self.files) > 3 else ""
        dtypes = f"{self.checkpoint_dtype or 'no floating-point'} in the checkpoint"
        order = f", looked for in this order: {', '.join(self.preference)}" * bool(self.preference)
        lines = [
            f"Loaded {self.loaded} tensors from {source or 'memory'} ({self.format or '-'}{order})."
        ]
        lines.append(f"dtype: {self.dtype or 'not placed yet'} ({dtypes}).")
        lines += self.notes
        if self.foreign_prefix:
            lines.append(
                f"Likely cause: the checkpoint's names begin with {self.foreign_prefix!r}, which "
                "the model's do not. It was saved from inside a wrapper; save the inner model's "
                "state dict, or strip the prefix from its names."
            )
        others = [*self.unexpected, *self.unused][:500]
        hints = {name: nearest(name, others, most=1) for name in self.missing[:20]}
        for title, names in (
            ("Missing from the checkpoint", self.missing),
            ("Unexpected in the checkpoint", self.unexpected),
            ("Of another shape", [_shapes(*entry) for entry in self.mismatched]),
            ("Initialised anew (train them before use)", self.initialised),
            ("Heads in the checkpoint that this class does not have", self.unused),
        ):
            if names:
                lines.append(f"{title} ({len(names)}):")
                lines += [f"  {line}" for line in _grouped(names, hints)]
        return "\n".join(lines)


def _shapes(name: str, stored: Shape, expected: Shape) -> str:
    return f"{name}: {list(stored)} in the checkpoint, {list(expected)} in the model"


def _grouped(names: Iterable[str], hints: dict[str, list[str]], *, most: int = 20) -> list[str]:
    """One line per name, where names that differ by a layer's number share one."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(re.sub(r"(?<=\.)\d+(?=\.)", "*", name), []).append(name)
    lines = []
    for pattern, members in list(groups.items())[:most]:
        line = f"{pattern} ({len(members)} times)" if len(members) > 1 else members[0]
        near = hints.get(members[0])
        line = printable(line, lines=False)
        lines.append(f"{line}  <- is it {near[0]!r} in the checkpoint?" if near else line)
    if len(groups) > most:
        lines.append(f"... and {len(groups) - most} more groups")
    return lines
