"""Tables of calls: an op with arguments whose floats are rounded to each dtype in turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

_rng = np.random.default_rng(7)


@dataclass(frozen=True)
class Row:
    """One call. `of` tells calls of one op apart; `dtypes` limits a row that has no floats."""

    op: str
    of: str
    args: list[Any]
    kwargs: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.op}-{self.of}"

    @property
    def has_floats(self) -> bool:
        values = [*self.args, *self.kwargs.values()]
        values += [item for value in values if isinstance(value, list) for item in value]
        return any(isinstance(v, np.ndarray) and v.dtype.kind == "f" for v in values)


def x(*shape: int, scale: float = 1.0) -> np.ndarray:
    """Normal floats."""
    return _rng.standard_normal(shape) * scale


def positive(*shape: int) -> np.ndarray:
    """Floats well above zero."""
    return 0.3 + np.abs(_rng.standard_normal(shape))


def ints(*shape: int, high: int = 5, low: int = 0) -> np.ndarray:
    """int64 below `high`."""
    return _rng.integers(low, high, shape)


def bools(*shape: int) -> np.ndarray:
    """True or False."""
    return _rng.random(shape) < 0.5
