"""Inputs that decide shapes: they must be known when a graph is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError

Rows = tuple[tuple[int | float, ...], ...]


def static_rows(name: str, value: Any) -> Any:
    """Numbers, or rows of numbers, as (tuples of) Python's, of which a graph can be made.

    Raises:
        InputError: the values are not known, because a compiled function got them as a tensor.
    """
    if value is None or isinstance(value, int | float | str):
        return value
    if isinstance(value, list | tuple):
        items = [static_rows(name, item) if _nested(item) else _number(item) for item in value]
        return tuple(items)
    found = value.tolist() if hasattr(value, "detach") else concrete(value)
    if found is None:
        raise InputError(
            f"{name} decides shapes, and a compiled function got it as a tensor, whose values "
            f"are not known there. Pass it as a static argument: {name} as a tuple of tuples of "
            'numbers, with jax.jit(..., static_argnames="...") or as a Python value of a '
            "tf.function. docs/vision-language.md shows how."
        )
    return static_rows(name, found if isinstance(found, list) else found.tolist())


def static_inputs(names: Sequence[str], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs, those of these names as tuples."""
    return {
        name: static_rows(name, value) if name in names else value for name, value in inputs.items()
    }


def concrete(value: Any) -> np.ndarray | None:
    """The values of a tensor of any framework; None in a graph, where they are not known."""
    try:
        return np.asarray(value.detach().cpu() if hasattr(value, "detach") else value)
    except Exception:  # each framework has its own error for a tensor without values
        return None


def _nested(item: Any) -> bool:
    return isinstance(item, list | tuple) or bool(getattr(item, "shape", ()))


def _number(item: Any) -> Any:
    return item.item() if hasattr(item, "item") else item
