"""The one copy of a tensor for frameworks that own their memory: out of the file, axes exchanged.

Written into aligned memory that nobody else holds, so that the framework can take it over as it
is, instead of copying once more.
"""

from __future__ import annotations

import math
import mmap
import os
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, cast

import numpy as np

from auto_core.checkpoints.progress import shown
from auto_core.checkpoints.tensors import StoredTensor, numpy_dtype

ALIGNMENT = 64  # bytes: what XLA and TensorFlow ask of memory that they take over
_CACHE_LINE = 64  # bytes
_WORTH_PAGES = 1 << 20  # bytes; below, what a mapping of its own costs would show
_AHEAD = 1 << 28  # bytes that may wait to be taken
_WORTH_A_THREAD = 1 << 14  # bytes; below, handing it over takes longer than the copy


@dataclass(frozen=True, slots=True)
class Copy:
    """A stored tensor, and how its copy is to be: see `own_copy`."""

    tensor: StoredTensor
    axes: Sequence[int] | None = None
    dtype: np.dtype[Any] | None = None

    def made(self) -> np.ndarray[Any, Any]:
        """The copy; what the tensor held of the mapped file is given back."""
        fill = getattr(self.tensor.source, "fill", None)
        if fill is not None and self.axes is None and self.tensor.is_contiguous:
            array = aligned(self.tensor.shape, self.dtype or numpy_dtype(self.tensor.dtype))
            fill(array.reshape(-1))
            return array
        array = own_copy(self.tensor.numpy(), self.axes, self.dtype)
        self.tensor.release()
        return array


@dataclass(frozen=True, slots=True)
class Parts:
    """The source of a stored tensor that lies in a file as several, one after the other.

    Attributes:
        dtype: of the bytes that this gives; by default the first tensor's.
    """

    tensors: tuple[StoredTensor, ...]
    dtype: str | None = None

    def __call__(self) -> memoryview:
        """Their bytes, in memory that nobody else holds."""
        dtype = numpy_dtype(self.dtype or self.tensors[0].dtype)
        data = aligned((sum(tensor.size for tensor in self.tensors),), dtype)
        if data.size:
            self.fill(data)
        return memoryview(cast(Any, data.view(np.uint8)))

    def as_dtype(self, dtype: str) -> Parts | None:
        """The same in another dtype, if that is computed for some of them."""
        tensors = tuple(tensor.read_as(dtype) for tensor in self.tensors)
        changed = any(a is not b for a, b in zip(tensors, self.tensors, strict=True))
        return Parts(tensors, dtype) if changed else None

    def fill(self, flat: np.ndarray[Any, Any]) -> None:
        """Write their elements into `flat`, and give back what they held of the mapped file."""
        start = 0
        with np.errstate(all="ignore"):
            for tensor in self.tensors:
                end = start + tensor.size
                fill = getattr(tensor.source, "fill", None)
                if fill is not None and tensor.is_contiguous:
                    fill(flat[start:end])
                else:
                    flat[start:end].reshape(tensor.shape)[...] = tensor.numpy()
                    tensor.release()
                start = end


class Takes(Protocol):
    """A slot of a framework that takes over copies."""

    def copy(self, tensor: StoredTensor, dtype: str | None) -> Copy:
        """How `take` wants this tensor."""
        ...

    def take(self, array: np.ndarray[Any, Any], where: Any) -> None:
        """Have this value, a copy that nobody else holds."""
        ...


def copies(wanted: Sequence[Copy]) -> Generator[np.ndarray[Any, Any]]:
    """All copies in order, made ahead by threads while the caller takes over the earlier ones."""
    threads = min(4, os.cpu_count() or 1)
    if threads == 1:
        yield from (copy.made() for copy in wanted)
        return
    waiting: deque[tuple[Callable[[], np.ndarray[Any, Any]], int]] = deque()
    pool = ThreadPoolExecutor(threads)
    try:
        ahead = 0
        for copy in wanted:
            while waiting and ahead + copy.tensor.nbytes > _AHEAD:
                result, size = waiting.popleft()
                yield result()
                ahead -= size
            if copy.tensor.nbytes >= _WORTH_A_THREAD:
                waiting.append((pool.submit(copy.made).result, copy.tensor.nbytes))
            elif waiting:
                waiting.append((partial(_same, copy.made()), copy.tensor.nbytes))
            else:
                yield copy.made()
                continue
            ahead += copy.tensor.nbytes
        while waiting:
            yield waiting.popleft()[0]()
    finally:
        pool.shutdown(cancel_futures=True)


def _same(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return array


def write_copies(
    slots: Mapping[str, Takes],
    plan: Mapping[str, StoredTensor],
    dtype: str | None,
    where: Any,
) -> None:
    """Give each slot a copy of its tensor."""
    arrays = copies([slots[name].copy(tensor, dtype) for name, tensor in plan.items()])
    for (name, _), array in zip(shown(plan), arrays, strict=True):
        slots[name].take(array, where)


def own_copy(
    array: np.ndarray[Any, Any],
    axes: Sequence[int] | None = None,
    dtype: np.dtype[Any] | None = None,
) -> np.ndarray[Any, Any]:
    """A dense, aligned copy of `array`, its axes in the order `axes`, its values as `dtype`."""
    view = array if axes is None else array.transpose(axes)
    copy = aligned(view.shape, dtype or view.dtype)
    with np.errstate(all="ignore"):  # what a narrower dtype cannot hold is infinite, as elsewhere
        _fill(copy, view)
    return copy


def aligned(shape: tuple[int, ...], dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """Memory without values, which a framework can take over."""
    size = math.prod(shape) * dtype.itemsize
    if size >= _WORTH_PAGES:
        # NumPy would ask for huge pages. A virtual machine may have to get those from its host,
        # for more than the time of the copy; so the system decides, as for any other memory.
        return np.ndarray(shape, dtype, mmap.mmap(-1, size, access=mmap.ACCESS_COPY))
    memory = np.empty(size + ALIGNMENT, np.uint8)
    start = -memory.ctypes.data % ALIGNMENT
    return np.ndarray(shape, dtype, memory, start)


def _fill(copy: np.ndarray[Any, Any], view: np.ndarray[Any, Any]) -> None:
    """Write `view` into `copy`, of the same shape.

    Where the axes are exchanged, NumPy would read or write one element of each cache line, come
    back to it when it is gone, and take five times as long: go by blocks of one line.
    """
    if not view.size or not view.ndim or view.strides[-1] == view.itemsize:
        copy[...] = view
        return
    step = max(1, _CACHE_LINE // copy.itemsize)
    for start in range(0, view.shape[-1], step):
        copy[..., start : start + step] = view[..., start : start + step]
