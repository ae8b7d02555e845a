"""Unpacking in NumPy: bits, tables of small floats, scales of blocks; some rows at a time."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from auto_core.checkpoints.copying import aligned
from auto_core.checkpoints.tensors import StoredTensor, numpy_dtype

Array = np.ndarray[Any, Any]
Rows = Callable[[int, int], Array]

_ELEMENTS = 1 << 21  # of a block that is unpacked at once, in float32

# The values of four bits: a sign, two bits of exponent, one of mantissa (OCP, "MX formats", 5.3.3).
_FP4 = np.array([0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6], np.float32)


@dataclass(frozen=True, slots=True)
class Affine:
    """Whole numbers with a scale (and a zero point) for each group of inputs: w = (q - z) * s.

    Attributes:
        block: of the rows from one to another: q [n in], s [n groups], z [n groups] or None; the
            numbers signed.
        bits: of a number.
        size: inputs of a group.
        dtype: of the scales.
        unit: rows begin at multiples of this.
        factor: what all is multiplied by in the end.
    """

    block: Callable[[int, int], tuple[Array, Array, Array | None]]
    bits: int
    size: int
    dtype: str
    unit: int = 1
    factor: np.float32 | None = None

    def rows(self, start: int, stop: int) -> Array:
        """The weight's rows in float32."""
        q, s, z = self.block(start, stop)
        groups = q.reshape(stop - start, -1, self.size).astype(np.float32)
        if z is not None:
            groups = groups - z.astype(np.float32)[..., None]
        weight = (groups * floats(s)[..., None]).reshape(stop - start, -1)
        return weight if self.factor is None else weight * self.factor


@dataclass(frozen=True, slots=True)
class Coded:
    """Entries of a table of 16 with a scale for each group of inputs: w = table[code] * s.

    Attributes:
        block: of the rows from one to another: codes [n in], s [n groups].
        shape: rows and inputs.
        table: [16].
        size: inputs of a group.
        dtype: of the scales.
        second: a scale of all the scales, which multiplies them (`multiplied`) or divides them.
        experts: into so many matrices the rows are divided; the tensor has each transposed.
    """

    block: Callable[[int, int], tuple[Array, Array]]
    shape: tuple[int, int]
    table: Array
    size: int
    dtype: str
    second: np.float32 | None = None
    multiplied: bool = False
    experts: int | None = None

    def rows(self, start: int, stop: int) -> Array:
        """The weight's rows in float32."""
        codes, scales = self.block(start, stop)
        scales = floats(scales)
        if self.second is not None:
            scales = scales * self.second if self.multiplied else scales / self.second
        groups = np.take(self.table, codes).reshape(stop - start, -1, self.size)
        return (groups * scales[..., None]).reshape(stop - start, -1)


@dataclass(frozen=True, slots=True)
class Scaled:
    """FP8 numbers with a scale for each block: w = q * s.

    Attributes:
        numbers: [out in], as stored.
        scales: [out/rows in/columns].
        blocks: rows and columns of a block.
    """

    numbers: StoredTensor
    scales: Array
    blocks: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The source of a stored tensor that is computed from packed ones.

    Computed in float32, some rows at a time, and rounded once to the dtype that is asked for.

    Attributes:
        rows: the rows from one to (without) another [n ...], as float32.
        shape: of the tensor.
        dtype: of the bytes that this gives.
        parts: what is read of the file.
        unit: rows begin at multiples of this.
        affine: the whole numbers and scales, where the format has no more than that.
        scaled: the same of FP8.
        coded: the same of entries of a table.
    """

    rows: Rows
    shape: tuple[int, ...]
    dtype: str
    parts: tuple[StoredTensor, ...]
    unit: int = 1
    affine: Affine | None = None
    scaled: Scaled | None = None
    coded: Coded | None = None

    def __call__(self) -> memoryview:
        """The bytes, in memory that nobody else holds."""
        flat = aligned((math.prod(self.shape),), numpy_dtype(self.dtype))
        self.fill(flat)
        return memoryview(cast(Any, flat.view(np.uint8)))

    def fill(self, flat: Array) -> None:
        """Write the elements into `flat`, and give back what the parts held of the mapped file."""
        count, *rest = self.shape
        size = math.prod(rest)
        step = max(1, _ELEMENTS // max(size, 1) // self.unit) * self.unit
        with np.errstate(all="ignore"):
            for start in range(0, count if size else 0, step):
                stop = min(start + step, count)
                block = flat[start * size : stop * size].reshape(stop - start, *rest)
                block[...] = self.rows(start, stop)
        for part in self.parts:
            part.release()

    def as_dtype(self, dtype: str) -> Unpacked:
        """The same in another dtype, rounded from float32."""
        return replace(self, dtype=dtype)

    def stored(self, name: str) -> StoredTensor:
        """The tensor under a name."""
        return StoredTensor.dense(name, self.shape, self.dtype, self)


def whole(words: Array, bits: int, count: int) -> Array:
    """Numbers of some bits each, the lowest first, out of words along the last axis; unsigned.

    Numbers that cross the words are followed from one into the next.
    """
    data = np.ascontiguousarray(words).view(np.uint8)
    if bits == 8:
        return data[..., :count]
    if 8 % bits == 0:
        numbers = np.take(_of_byte(bits), data, axis=0)  # [... bytes numbers]
        return numbers.reshape(*data.shape[:-1], -1)[..., :count]
    flags = np.unpackbits(data, axis=-1, bitorder="little")[..., : count * bits]
    flags = flags.reshape(*data.shape[:-1], count, bits)
    return flags @ (1 << np.arange(bits, dtype=np.uint8))


def padded(words: Array, bits: int, count: int) -> Array:
    """The same where words of 32 bits have unused bits at their end."""
    shifts = np.arange(32 // bits, dtype=np.uint32) * np.uint32(bits)
    numbers = (words.view(np.uint32)[..., None] >> shifts) & np.uint32(2**bits - 1)
    return numbers.reshape(*words.shape[:-1], -1)[..., :count]


@functools.cache
def _of_byte(bits: int) -> Array:
    """[256 8/bits]: the numbers in each byte."""
    shifts = np.arange(0, 8, bits, dtype=np.uint8)
    return (np.arange(256, dtype=np.uint8)[:, None] >> shifts) & np.uint8(2**bits - 1)


def fp4(data: Array) -> Array:
    """[... n] bytes of two floats of four bits, the low one first -> [... 2n]."""
    values = np.take(_FP4[_of_byte(4)], data.view(np.uint8), axis=0)
    return values.reshape(*data.shape[:-1], -1)


def fp4_values() -> Array:
    """[16] the values of four bits."""
    return _FP4


def floats(array: Array) -> Array:
    """Any numbers as float32; floats of eight bits by a table."""
    if array.dtype.itemsize == 1 and array.dtype.name.startswith("float8"):
        return np.take(_of_code(array.dtype.name), np.ascontiguousarray(array).view(np.uint8))
    return array.astype(np.float32)


@functools.cache
def _of_code(name: str) -> Array:
    return np.arange(256, dtype=np.uint8).view(numpy_dtype(name)).astype(np.float32)


def powers(exponents: Array) -> Array:
    """Scales that are powers of two, stored as exponents with a bias of 127 (E8M0)."""
    return np.ldexp(np.float32(1), exponents.astype(np.int32) - 127)


@dataclass(frozen=True, slots=True)
class Grid:
    """Numbers of which each is for one block of a tensor: scales, zero points.

    Attributes:
        values: as many dimensions as the tensor has.
        shape: of the tensor.
        blocks: the size of a block in each dimension.
    """

    values: Array
    shape: tuple[int, ...]
    blocks: tuple[int, ...]

    @classmethod
    def of(
        cls, values: Array, shape: tuple[int, ...], blocks: tuple[int, ...] | None = None
    ) -> Grid | None:
        """The grid over a tensor; None where the values do not fit it.

        Args:
            values: one, one for each of the first dimensions, or one for each block.
            blocks: their sizes; by default the dimensions divided evenly.
        """
        if values.size == 1:
            values = values.reshape((1,) * len(shape))
        elif values.shape == shape[: values.ndim]:
            values = values.reshape(values.shape + (1,) * (len(shape) - values.ndim))
        if values.ndim != len(shape) or not values.size:
            return None
        pairs = list(zip(shape, values.shape, strict=True))
        if blocks is not None and len(blocks) < len(shape):
            blocks = (1,) * (len(shape) - len(blocks)) + tuple(blocks)
        if blocks is not None and all(b > 0 for b in blocks):
            given = tuple(n if m == 1 else b for (n, m), b in zip(pairs, blocks, strict=True))
            if all(m == max(1, -(-n // max(b, 1))) for (n, m), b in zip(pairs, given, strict=True)):
                return cls(values, shape, given)
        if any(n % m for n, m in pairs):
            return None
        return cls(values, shape, tuple(n // m for n, m in pairs))

    def rows(self, start: int, stop: int) -> Array:
        """What is for the rows from one to another, as an array that broadcasts to theirs."""
        values = self.values
        if values.shape[0] > 1:
            values = values[np.arange(start, stop) // self.blocks[0]]
        for axis in range(1, len(self.shape)):
            if 1 < values.shape[axis] < self.shape[axis]:
                values = np.repeat(values, self.blocks[axis], axis)
                values = values[(slice(None),) * axis + (slice(self.shape[axis]),)]
        return floats(values)
