"""Labels of detection: for each image its own number of objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Labels = list[dict[str, np.ndarray]]


def objects(
    classes: int, *counts: int, masks: tuple[int, int] | None = None
) -> Callable[[np.random.Generator], Labels]:
    """So many objects in each image: a class, a box and perhaps a mask (height, width) of each."""

    def image(rng: np.random.Generator, count: int) -> dict[str, Any]:
        label = {
            "class_labels": rng.integers(0, classes, count),
            "boxes": rng.uniform(0.2, 0.5, (count, 4)).astype(np.float32),
        }
        if masks is not None:
            label["masks"] = (rng.random((count, *masks)) < 0.4).astype(np.float32)
        return label

    return lambda rng: [image(rng, count) for count in counts]


def masks(*counts: int, size: tuple[int, int]) -> Callable[[np.random.Generator], list[np.ndarray]]:
    """So many masks [n height width] of 0 and 1 in each image."""
    return lambda rng: [(rng.random((n, *size)) < 0.4).astype(np.float32) for n in counts]


def classes(count: int, *counts: int) -> Callable[[np.random.Generator], list[np.ndarray]]:
    """The class, below `count`, of so many objects in each image."""
    return lambda rng: [rng.integers(0, count, n) for n in counts]
