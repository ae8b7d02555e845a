"""Proof that a case can fail: a model that is a little wrong must be told from a right one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from parity import backends
from parity.checks import Case, compare, expected


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
    with pytest.raises(AssertionError, match="differs by"):
        compare(case, "torch", outputs)  # with the tolerance of float32, the wider one
