"""Inputs that decide shapes: they must be known when a graph is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError

Rows = tuple[tuple[int | float, ...], ...]


# How many numbers a row of these inputs has.
_OF_A_ROW = {"image_grid_thw": 3, "video_grid_thw": 3, "image_sizes": 2, "spatial_shapes": 2}


def static_rows(name: str, value: Any) -> Any:
    """Numbers, or rows of numbers, as (tuples of) Python's, of which a graph can be made.

    Raises:
        InputError: the values are not known, because a compiled function got them as a tensor; or
            these are rows of so many numbers, and the value has others.
    """
    found, wanted = _static(name, value), _OF_A_ROW.get(name)
    if wanted and isinstance(found, tuple):
        for row in found:
            if not isinstance(row, tuple) or len(row) != wanted:
                raise InputError(
                    f"{name} has {row!r:.100}, expected {wanted} numbers for each image or video."
                )
    return found


def _static(name: str, value: Any) -> Any:
    if value is None or isinstance(value, int | float | str):
        return value
    if isinstance(value, list | tuple):
        items = [_static(name, item) if _nested(item) else _number(item) for item in value]
        return tuple(items)
    found = value.tolist() if hasattr(value, "detach") else concrete(value)
    if found is None:
        raise InputError(
            f"{name} decides shapes, and a compiled function got it as a tensor, whose values "
            f"are not known there. Pass it as a static argument: {name} as a tuple of tuples of "
            'numbers, with jax.jit(..., static_argnames="...") or as a Python value of a '
            "tf.function. docs/vision-language.md shows how."
        )
    return _static(name, found if isinstance(found, list) else found.tolist())


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
