"""Mutations: proof that a case fails for a model that is a little wrong."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.checks import Case, compare, expected

import auto_core.models


def assert_seen(case: Case, *, options: Mapping[str, Any] | None = None, zero: str = "") -> None:
    """Check that a case fails for other config `options`, or without the parameter `zero`."""
    reference = expected(case)
    model = backends.load(
        "numpy", case.head, reference.directory, dtype="float64", **(options or {})
    )
    if zero:
        slot = next(slot for slot in model.slots() if slot.name == zero)
        slot.write(np.zeros(slot.shape), "float64", None)
    outputs = backends.run("numpy", model, reference.inputs, **case.requests)
    with pytest.raises(AssertionError, match=r"differs by|\) is not \("):
        compare(case, "torch", outputs)  # with the tolerance of float32, the wider one


def assert_line_matters(case: Case, folder: Path, name: str, line: str, broken: str) -> None:
    """Check that a case fails when one line of its architecture's file `name` is another one.

    `folder` is for the changed file, which is read with NumPy.
    """
    source = Path(auto_core.models.__path__[0], f"{name}.py").read_text(encoding="utf-8")
    assert source.count(line) == 1, f"{name}.py has {line!r} {source.count(line)} times"
    file = folder / f"{name}.py"
    file.write_text(source.replace(line, broken), encoding="utf-8")
    # Named like a sibling of the others, so that its relative imports are theirs.
    spec = importlib.util.spec_from_file_location(f"auto_core.models.broken_{name}", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    reference = expected(case)
    sys.modules[spec.name] = module  # where dataclasses and variations look for their own file
    try:
        spec.loader.exec_module(module)
        model = getattr(module, case.head).from_pretrained(reference.directory, dtype="float64")
        outputs = backends.run("numpy", model, reference.inputs, **case.requests)
    finally:
        del sys.modules[spec.name]
    with pytest.raises(AssertionError, match="differs by"):
        compare(case, "torch", outputs)
