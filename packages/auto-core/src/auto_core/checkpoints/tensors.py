"""One tensor of a checkpoint: where its bytes lie and how they are to be read."""

from __future__ import annotations

import math
import mmap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

import ml_dtypes
import numpy as np

# The dtypes a checkpoint may hold, by the name that torch, jax and NumPy (with ml_dtypes) share.
DTYPES = (
    *("bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"),
    *("float16", "bfloat16", "float32", "float64", "complex64", "complex128"),
    *("float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "float8_e8m0fnu"),
)


_WORTH_ADVICE = 1 << 16  # bytes
_READ_AT_ONCE = 1 << 22  # bytes; Linux reads no more for one advice
MAX_RANK = 32  # dimensions, as many as NumPy 1 has


@cache
def numpy_dtype(name: str) -> np.dtype[Any]:
    """The NumPy dtype called `name` in `DTYPES`; little-endian, as every file format here is."""
    if name not in DTYPES:
        raise ValueError(f"{name!r} is no dtype of a checkpoint; those are: {', '.join(DTYPES)}.")
    return np.dtype(getattr(ml_dtypes, name, name)).newbyteorder("<")


def is_shape(shape: Sequence[Any]) -> bool:
    """Whether a file may claim this shape: lengths of at least 0 that an address can reach.

    Dimensions of length 0 count as 1, because NumPy multiplies the others even so.
    """
    return (
        len(shape) <= MAX_RANK
        and all(type(n) is int and 0 <= n < 2**48 for n in shape)
        and math.prod(max(n, 1) for n in shape) < 2**48
    )


@dataclass(frozen=True, slots=True, eq=False)
class StoredTensor:
    """A tensor in a file, not yet read.

    Attributes:
        name: its name in the checkpoint.
        shape: its dimensions.
        dtype: one of `DTYPES`.
        strides: steps in elements (not bytes) per dimension, counted from the buffer's start.
        source: the bytes from its first element to its last, or a function that reads them for
            the layouts that cannot be mapped (compressed HDF5, chunked msgpack).
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    strides: tuple[int, ...]
    source: memoryview | Callable[[], memoryview]

    @classmethod
    def dense(
        cls,
        name: str,
        shape: tuple[int, ...],
        dtype: str,
        source: memoryview | Callable[[], memoryview],
    ) -> StoredTensor:
        """A tensor whose elements lie one after the other, the last dimension fastest."""
        return cls(name, shape, dtype, contiguous_strides(shape), source)

    @property
    def buffer(self) -> memoryview:
        """The bytes: writable private pages of the mapped file (writing changes no file).

        `torch.frombuffer(t.buffer, dtype=...).as_strided(t.shape, t.strides)` is the tensor, and
        keeps the mapping alive for as long as it lives. Empty when the tensor has no element.
        """
        return self.source if isinstance(self.source, memoryview) else self.source()

    @property
    def size(self) -> int:
        """The number of elements."""
        return math.prod(self.shape)

    @property
    def nbytes(self) -> int:
        """The bytes of its elements, written densely."""
        return self.size * numpy_dtype(self.dtype).itemsize

    @property
    def is_contiguous(self) -> bool:
        """Whether the elements lie in the buffer one after the other, in order."""
        steps = zip(self.shape, self.strides, contiguous_strides(self.shape), strict=True)
        return self.size < 2 or all(own == dense for n, own, dense in steps if n > 1)

    def numpy(self) -> np.ndarray[Any, Any]:
        """A read-only view of the file, without a copy; ml_dtypes for bfloat16 and float8."""
        dtype = numpy_dtype(self.dtype)
        if not self.size:
            array = np.empty(self.shape, dtype)
        else:
            steps = tuple(step * dtype.itemsize for step in self.strides)
            array = np.ndarray(self.shape, dtype, self.buffer, strides=steps)
        array.flags.writeable = False
        return array

    def dense_bytes(self) -> memoryview:
        """Its elements in order, as written to a file; copied only if they lie otherwise."""
        if not self.size:
            return memoryview(b"")
        if self.is_contiguous:
            return self.buffer[: self.nbytes]
        return as_bytes(self.numpy())

    def equals(self, other: StoredTensor) -> bool:
        """Whether shape, dtype and every byte are the same."""
        if (self.shape, self.dtype) != (other.shape, other.dtype):
            return False
        if not self.size:
            return True
        # Bytes, so that NaN is itself; NumPy, because memoryviews compare one item at a time.
        one, two = (np.frombuffer(t.dense_bytes(), np.uint8) for t in (self, other))
        return np.array_equal(one, two)

    def release(self) -> None:
        """Give back the memory that holds the tensor's part of the mapped file, once copied.

        Reading it again reads the file again. Not for a tensor whose view somebody may have
        written to: the private pages would be lost.
        """
        view = self.source
        if not isinstance(view, memoryview) or not isinstance(view.obj, mmap.mmap):
            return
        if not view.nbytes or not hasattr(mmap, "MADV_DONTNEED"):
            return
        begin = _address(view) - _address(memoryview(view.obj))
        start = begin - begin % mmap.PAGESIZE
        view.obj.madvise(mmap.MADV_DONTNEED, start, begin + view.nbytes - start)

    def permute(self, *axes: int) -> StoredTensor:
        """The same bytes with the dimensions in another order."""
        return replace(
            self,
            shape=tuple(self.shape[axis] for axis in axes),
            strides=tuple(self.strides[axis] for axis in axes),
        )

    def part(self, offset: Sequence[int], shape: Sequence[int]) -> StoredTensor:
        """The block of this shape that begins at `offset`: the bytes between its first and last
        element, with the same strides. What cannot be mapped is read whole, when it is used."""
        shape = tuple(shape)
        item = numpy_dtype(self.dtype).itemsize
        start = sum(o * step for o, step in zip(offset, self.strides, strict=True))
        last = sum((n - 1) * step for n, step in zip(shape, self.strides, strict=True))
        end = start + last + 1 if all(shape) else start
        source = self.source
        if isinstance(source, memoryview):
            return replace(self, shape=shape, source=source[start * item : end * item])
        joined = getattr(source, "tensors", ())  # one after the other, as experts in files
        rows, alike = offset[0] if shape else 0, shape[1:] == self.shape[1:]
        if joined and alike and self.is_contiguous and len(joined) % self.shape[0] == 0:
            each = len(joined) // self.shape[0]
            own = joined[rows * each : (rows + shape[0]) * each]
            return StoredTensor.dense(self.name, shape, self.dtype, replace(source, tensors=own))  # type: ignore[type-var]
        read = source
        return replace(self, shape=shape, source=lambda: read()[start * item : end * item])

    def expect(self) -> None:
        """Have the system read this tensor's part of the mapped file, and nothing around it.

        By itself it would read megabytes ahead of each page that is touched: the shards of other
        devices.
        """
        view = self.source
        if not isinstance(view, memoryview) or not isinstance(view.obj, mmap.mmap):
            return
        if view.nbytes < _WORTH_ADVICE or not hasattr(mmap, "MADV_WILLNEED"):
            return
        begin = _address(view) - _address(memoryview(view.obj))
        item = numpy_dtype(self.dtype).itemsize
        run, step = self.shape[-1] * item, self.strides[0] * item
        rows = [(begin, begin + view.nbytes)]
        if len(self.shape) == 2 and self.strides[1] == 1 and run < step:  # some of the columns
            rows = [(begin + i * step, begin + i * step + run) for i in range(self.shape[0])]
        for first, end in rows:
            start = first - first % mmap.PAGESIZE
            view.obj.madvise(mmap.MADV_RANDOM, start, end - start)
            for block in range(start, end, _READ_AT_ONCE):
                view.obj.madvise(mmap.MADV_WILLNEED, block, min(_READ_AT_ONCE, end - block))

    def read_as(self, dtype: str) -> StoredTensor:
        """The same tensor in another dtype, if it is computed (of quantised weights, for one).

        What lies in a file stays in the file's dtype: frameworks convert faster than NumPy.
        """
        convert = getattr(self.source, "as_dtype", None)
        source = None if convert is None or dtype == self.dtype else convert(dtype)
        return self if source is None else replace(self, dtype=dtype, source=source)

    def rename(self, name: str) -> StoredTensor:
        """The same tensor under another name."""
        return replace(self, name=name)

    def __repr__(self) -> str:
        return f"StoredTensor({self.name!r}, {self.dtype}, {list(self.shape)})"


def _address(view: memoryview) -> int:
    return np.frombuffer(view, np.uint8).ctypes.data


def as_bytes(array: np.ndarray[Any, Any]) -> memoryview:
    """The elements of an array in order, little-endian; copied only if they lie otherwise."""
    dense = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return memoryview(cast(Any, dense.reshape(-1).view(np.uint8)))


def contiguous_strides(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Steps in elements when the last dimension varies fastest."""
    strides, step = [], 1
    for length in reversed(shape):
        strides.append(step)
        step *= max(length, 1)
    return tuple(reversed(strides))
