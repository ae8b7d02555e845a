"""The one copy of a tensor for frameworks that own their memory: out of the file, axes exchanged.

Written into aligned memory that nobody else holds, so that the framework can take it over as it
is, instead of copying once more.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np

ALIGNMENT = 64  # bytes: what XLA and TensorFlow ask of memory that they take over
_CACHE_LINE = 64  # bytes
_WORTH_THREADS = 1 << 20  # bytes; below, starting a thread costs more than it saves


def own_copy(
    array: np.ndarray[Any, Any],
    axes: Sequence[int] | None = None,
    dtype: np.dtype[Any] | None = None,
) -> np.ndarray[Any, Any]:
    """A dense, aligned copy of `array`, its axes in the order `axes`, its values as `dtype`.

    Large ones are copied by several threads.
    """
    view = array if axes is None else array.transpose(axes)
    copy = _aligned(view.shape, dtype or view.dtype)
    threads = min(4, os.cpu_count() or 1, len(view) if view.ndim else 1)
    if copy.nbytes < _WORTH_THREADS or threads == 1:
        _fill(copy, view)
        return copy
    edges = [len(view) * part // threads for part in range(threads + 1)]
    parts = [slice(*ends) for ends in pairwise(edges)]
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(lambda part: _fill(copy[part], view[part]), parts):
            pass
    return copy


def _aligned(shape: tuple[int, ...], dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    size = math.prod(shape) * dtype.itemsize
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
