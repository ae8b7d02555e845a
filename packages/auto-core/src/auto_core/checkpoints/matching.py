"""Which stored tensor fills which parameter, and a report of everything that does not fit.

First version by the founder, used by `auto_core.pretrained`: keep `match`, `report.resolve`,
`report.check` and `report.as_dict` when improving it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import WeightMismatchError, nearest

Shape = tuple[int, ...]


@dataclass
class LoadingReport:
    """What a load found."""

    missing: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    mismatched: list[tuple[str, Shape, Shape]] = field(default_factory=list)
    initialised: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    dtype: str | None = None
    format: str | None = None
    files: list[str] = field(default_factory=list)

    def resolve(self, *names: str | None) -> None:
        """These have a value after all (they are tied, or copied from another one)."""
        if None in names:
            return
        for name in names:
            for group in (self.missing, self.initialised):
                if name in group:
                    group.remove(name)

    def as_dict(self) -> dict[str, Any]:
        """The form of upstream's `output_loading_info`."""
        return {
            "missing_keys": set(self.missing) | set(self.initialised),
            "unexpected_keys": set(self.unexpected) | set(self.unused),
            "mismatched_keys": set(self.mismatched),
            "error_msgs": [],
        }

    def check(self, model: str, *, strict: bool, ignore_mismatched_sizes: bool) -> None:
        """Raise, or warn, if something does not fit."""
        problems = []
        if self.missing:
            problems.append(f"missing ({len(self.missing)}): {', '.join(self.missing[:8])}")
        for name in self.unexpected:
            close = nearest(name, self.missing)
            problems.append(f"unexpected: {name}" + (f" (nearest: {close[0]})" if close else ""))
        if not ignore_mismatched_sizes:
            for name, stored, wanted in self.mismatched:
                problems.append(f"{name}: stored {stored}, expected {wanted}")
        if not problems:
            return
        message = f"The checkpoint does not fit {model}:\n  " + "\n  ".join(problems)
        if strict:
            raise WeightMismatchError(message, self)
        warnings.warn(message, stacklevel=3)


def match(
    expected: Mapping[str, Shape],
    stored: Mapping[str, StoredTensor],
    *,
    base_prefix: str,
    is_base: bool,
    renames: Sequence[tuple[str, str]] = (),
    ignore_unexpected: Sequence[str] = (),
) -> tuple[dict[str, StoredTensor], LoadingReport]:
    """Pair parameters with tensors; nothing is read."""
    report = LoadingReport()
    names = {}
    for name in stored:
        new = name
        for pattern, replacement in renames:
            new = re.sub(pattern, replacement, new)
        new = (
            re.sub(r"gamma$", "weight", re.sub(r"beta$", "bias", new))
            if new not in expected
            else new
        )
        names[new] = name
    prefix = base_prefix + "."
    stored_has_base = bool(base_prefix) and any(name.startswith(prefix) for name in names)
    if is_base and stored_has_base:
        outside = {n: o for n, o in names.items() if not n.startswith(prefix)}
        report.unused = sorted(outside.values())
        names = {n.removeprefix(prefix): o for n, o in names.items() if n.startswith(prefix)}
    elif not is_base and base_prefix and not stored_has_base:
        names = {(n if n in expected else prefix + n): o for n, o in names.items()}
    plan = {}
    for name, shape in expected.items():
        original = names.pop(name, None)
        if original is None:
            head = not is_base and not name.startswith(prefix)
            (report.initialised if head else report.missing).append(name)
        elif stored[original].shape != shape:
            report.mismatched.append((name, stored[original].shape, shape))
        else:
            plan[name] = stored[original]
    for name, original in names.items():
        if any(re.search(pattern, name) for pattern in ignore_unexpected):
            continue
        head = not is_base and not name.startswith(prefix) and stored_has_base
        optional = name.startswith(f"{prefix}pooler.") or (is_base and name.startswith("pooler."))
        (report.unused if head or optional else report.unexpected).append(original)
    return plan, report
