"""First values of parameters: one definition for every framework, made with NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

# "normal" has the deviation of the config's initializer_range. A function gets a generator, the
# shape as the checkpoint stores it, and that deviation.
InitFunction = Callable[[np.random.Generator, tuple[int, ...], float], np.ndarray]
Init = Literal["zeros", "ones", "normal"] | InitFunction


def initial_value(
    init: Init, shape: tuple[int, ...], generator: np.random.Generator, *, std: float
) -> np.ndarray:
    """A float32 array made by the rule `init`."""
    if init == "zeros":
        return np.zeros(shape, np.float32)
    if init == "ones":
        return np.ones(shape, np.float32)
    if init == "normal":
        return generator.standard_normal(shape, np.float32) * np.float32(std)
    return np.asarray(init(generator, shape, std), np.float32)


def normal(std: float) -> InitFunction:
    """Normal values with a deviation of its own."""
    return lambda generator, shape, _: generator.standard_normal(shape, np.float32) * std


def normal_with_zero_row(row: int) -> InitFunction:
    """Normal values, but zeros in one row (the padding token of an embedding)."""

    def make(generator: np.random.Generator, shape: tuple[int, ...], std: float) -> np.ndarray:
        value = generator.standard_normal(shape, np.float32) * np.float32(std)
        value[row] = 0
        return value

    return make
