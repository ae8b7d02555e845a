"""The copy that TensorFlow and JAX take over: every value at its index, in memory of its own."""

from __future__ import annotations

import itertools
import os
from functools import partial

import ml_dtypes
import numpy as np
import pytest
from numpy.testing import assert_array_equal

from auto_core.checkpoints import copying
from auto_core.checkpoints.copying import ALIGNMENT, Copy, copies, own_copy
from auto_core.checkpoints.tensors import StoredTensor

ARRAYS = {
    "scalar": np.array(3.5, np.float32),
    "none": np.zeros((0, 5), np.float32),
    "vector": np.arange(7, dtype=np.int64),
    "one row": np.arange(70, dtype=np.float32).reshape(1, 70),
    "matrix": np.arange(37 * 53, dtype=np.float32).reshape(37, 53),
    "half": np.arange(40 * 70).reshape(40, 70).astype(ml_dtypes.bfloat16),
    "bytes": np.arange(129 * 3, dtype=np.uint8).reshape(129, 3),
    "kernel": np.arange(5 * 4 * 3 * 2, dtype=np.float32).reshape(5, 4, 3, 2),
    "strided": np.arange(60, dtype=np.float32).reshape(6, 10)[::2, 1::3],
}
ORDERS = [
    (name, axes)
    for name, array in ARRAYS.items()
    for axes in (None, *itertools.islice(itertools.permutations(range(array.ndim)), 1, None, 3))
]


@pytest.fixture(params=["small", "large"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "large":
        monkeypatch.setattr(copying, "_WORTH_PAGES", 1)


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize(("name", "axes"), ORDERS)
def test_every_value_at_its_index(name: str, axes: tuple[int, ...] | None) -> None:
    array = ARRAYS[name]
    copy = own_copy(array, axes)
    assert copy.dtype == array.dtype
    assert copy.flags.c_contiguous
    assert copy.ctypes.data % ALIGNMENT == 0
    assert not np.shares_memory(copy, array)
    assert_array_equal(copy, array if axes is None else array.transpose(axes))


@pytest.mark.parametrize("dtype", [np.float16, ml_dtypes.bfloat16, np.float64, np.int32])
def test_values_become_another_dtype(dtype: type) -> None:
    copy = own_copy(ARRAYS["matrix"], (1, 0), np.dtype(dtype))
    assert_array_equal(copy, ARRAYS["matrix"].T.astype(dtype))


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("ahead", [0, 100, 1 << 20])
def test_copies_made_ahead_come_in_order(
    threads: int, ahead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: threads)
    monkeypatch.setattr(copying, "_AHEAD", ahead)
    arrays = [np.full((3, n + 1), n, np.float32) for n in range(20)]
    stored = [
        StoredTensor.dense(str(n), a.shape, "float32", a.data.cast("B"))
        for n, a in enumerate(arrays)
    ]
    wanted = [Copy(tensor, (1, 0), np.dtype(np.float16)) for tensor in stored]
    for array, copy in zip(arrays, copies(wanted), strict=True):
        assert copy.dtype == np.float16
        assert_array_equal(copy, array.T)


def test_no_more_is_copied_once_the_caller_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(copying, "_AHEAD", 100)
    read: list[int] = []

    def source(n: int) -> memoryview:
        read.append(n)
        return memoryview(bytes(40))

    wanted = [
        Copy(StoredTensor.dense(str(n), (10,), "float32", partial(source, n))) for n in range(50)
    ]
    made = copies(wanted)
    next(made)
    made.close()
    assert len(read) <= 4
    with pytest.raises(OSError, match="gone"):
        list(copies([*wanted, Copy(StoredTensor.dense("a", (1,), "float32", gone))]))


def gone() -> memoryview:
    raise OSError("gone")
