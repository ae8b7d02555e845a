"""Initializers of parameters: one definition for every framework, made with NumPy."""

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
    return np.require(init(generator, shape, std), np.float32, ["C", "W"])


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
class Values:
    """These numbers."""

    values: tuple[float, ...]

    def __call__(
        self, generator: np.random.Generator, shape: tuple[int, ...], std: float
    ) -> np.ndarray:
        return np.asarray(self.values, np.float32).reshape(shape)


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


def padding_row(padding_idx: int | None, rows: int) -> int | None:
    """The row of a table of `rows` that is the padding token's, counted from 0.

    None where there is none: a config may name an id that a table made smaller has no row for.
    """
    if padding_idx is None or not -rows <= padding_idx < rows:
        return None
    return padding_idx % rows


@dataclass(frozen=True)
class LecunNormal:
    """Normal values by which a layer keeps the variance of what comes in (LeCun et al., 1998)."""

    def __call__(
        self, generator: np.random.Generator, shape: tuple[int, ...], std: float
    ) -> np.ndarray:
        deviation = np.prod(shape[1:]) ** -0.5
        return generator.standard_normal(shape, np.float32) * np.float32(deviation)


@dataclass(frozen=True)
class HeNormal:
    """Normal values that keep the variance of gradients through relu (He et al., 2015)."""

    def __call__(
        self, generator: np.random.Generator, shape: tuple[int, ...], std: float
    ) -> np.ndarray:
        deviation = (2 / (shape[0] * np.prod(shape[2:]))) ** 0.5
        return generator.standard_normal(shape, np.float32) * np.float32(deviation)


@dataclass(frozen=True)
class XavierUniform:
    """Even values that keep variance forwards and backwards alike (Glorot & Bengio, 2010)."""

    def __call__(
        self, generator: np.random.Generator, shape: tuple[int, ...], std: float
    ) -> np.ndarray:
        size = np.prod(shape[2:])  # of a convolution's kernel
        bound = (6 / ((shape[0] + shape[1]) * size)) ** 0.5
        return generator.uniform(-bound, bound, shape)


@dataclass(frozen=True)
class LinearUniform:
    """Even values within the inverse root of the number of inputs: torch's own of linear layers."""

    def __call__(
        self, generator: np.random.Generator, shape: tuple[int, ...], std: float
    ) -> np.ndarray:
        bound = np.prod(shape[1:]) ** -0.5
        return generator.uniform(-bound, bound, shape)


def interleaved_sinusoids(
    generator: np.random.Generator, shape: tuple[int, ...], std: float
) -> np.ndarray:
    """Sinusoidal positions: sines (even columns) and cosines (odd ones) of falling frequency.

    Vaswani et al., 2017, arXiv:1706.03762, section 3.5.
    """
    positions, size = shape
    column = np.arange(size)
    angle = np.arange(positions)[:, None] / 10000 ** (2 * (column // 2) / size)
    return np.where(column % 2, np.cos(angle), np.sin(angle))


@dataclass(frozen=True)
class GridSinusoids:
    """Fixed sinusoidal positions [1 1+n d] on a grid: He et al., 2021, arXiv:2111.06377.

    The first, of a token that is no patch, is zeros. Of the others a quarter of the columns each
    has the sine and the cosine of the column of the grid, then those of the row.
    """

    rows: int
    columns: int

    def __call__(
        self, generator: np.random.Generator, shape: tuple[int, ...], std: float
    ) -> np.ndarray:
        quarter = shape[-1] // 4
        speed = 10000.0 ** -(np.arange(quarter) / quarter)
        row, column = np.mgrid[: self.rows, : self.columns].reshape(2, -1, 1) * speed
        table = [np.sin(column), np.cos(column), np.sin(row), np.cos(row)]
        return np.pad(np.concatenate(table, 1), [(1, 0), (0, 0)])[None]
