"""NumPy's numbers as Python's: what configs check, compare and write to JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np


def as_plain(value: Any) -> Any:
    """The value with NumPy's numbers as Python's and its arrays as lists, at any depth."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if type(value) is dict:
        return {as_plain(key): as_plain(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(as_plain(item) for item in value)
    return value


def plain_scalars(options: Mapping[str, Any]) -> dict[str, Any]:
    """Keywords whose NumPy scalars are Python's numbers; arrays, which may be inputs, stay."""
    return {k: v.item() if isinstance(v, np.generic) else v for k, v in options.items()}
