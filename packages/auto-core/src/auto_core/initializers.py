"""First values of parameters: one definition for every framework, made with NumPy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


# Classes, not closures: a model that holds them must pickle, and jax compares them.


@dataclass(frozen=True)
class Constant:
    """One value everywhere."""

    value: float

    def __call__(
        self, generator: np.random.Generator, shape: tuple[int, ...], std: float
    ) -> np.ndarray:
        return np.full(shape, self.value, np.float32)


@dataclass(frozen=True)
class Normal:
    """Normal values with a deviation of its own."""

    deviation: float

    def __call__(
        self, generator: np.random.Generator, shape: tuple[int, ...], std: float
    ) -> np.ndarray:
        return generator.standard_normal(shape, np.float32) * np.float32(self.deviation)


@dataclass(frozen=True)
class NormalWithZeroRow:
    """Normal values, but zeros in one row (the padding token of an embedding)."""

    row: int

    def __call__(
        self, generator: np.random.Generator, shape: tuple[int, ...], std: float
    ) -> np.ndarray:
        value = generator.standard_normal(shape, np.float32) * np.float32(std)
        value[self.row] = 0
        return value


def interleaved_sinusoids(
    generator: np.random.Generator, shape: tuple[int, ...], std: float
) -> np.ndarray:
    """Places as sines (even columns) and cosines (odd ones) of falling frequency.

    Vaswani et al., 2017, arXiv:1706.03762, section 3.5.
    """
    places, size = shape
    column = np.arange(size)
    angle = np.arange(places)[:, None] / 10000 ** (2 * (column // 2) / size)
    return np.where(column % 2, np.cos(angle), np.sin(angle))
