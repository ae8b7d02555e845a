"""Every op of every adapter against NumPy in float64, eager and compiled, in each float dtype."""

from __future__ import annotations

import copy
import functools
import importlib
import pkgutil
from pathlib import Path

import numpy as np
import pytest
from conformance.adapters import (
    ADAPTERS,
    BACKENDS,
    FLOATS,
    TOLERANCE,
    assert_close,
    compiled,
    exactly,
    round_to,
    to_numpy,
    to_tensors,
    vocabulary,
)
from conformance.rows import Row

ROWS = [
    row
    for module in pkgutil.iter_modules([str(Path(__file__).parent)])
    if module.name.startswith("rows_")
    for row in importlib.import_module(f"conformance.{module.name}").ROWS
]
CASES = [
    pytest.param(row, dtype, id=f"{row}-{dtype}")
    for row in ROWS
    for dtype in (FLOATS if row.has_floats else ("exact",))
]

# Asked for another dtype, or for positions.
_OTHER = ("asarray", "cast", "argmax", "argsort", "isfinite", "linear_sum_assignment")
KEEPS_DTYPE = [
    row for row in ROWS if row.has_floats and row.op not in _OTHER and "dtype" not in row.kwargs
]

# The values of a mask decide the shape of what it picks: compilers ask for sizes that are known.
COMPILABLE = [row for row in ROWS if row.op != "boolean_mask"]


def truth(row: Row, dtype: str):
    """The result of NumPy in float64 on the rounded arguments."""
    args, kwargs = copy.deepcopy((row.args, row.kwargs))
    if dtype != "exact":
        args = [exactly(round_to(a, dtype)) for a in args]
        kwargs = {name: exactly(round_to(v, dtype)) for name, v in kwargs.items()}
    return to_numpy(getattr(vocabulary("numpy", "ops"), row.op)(*args, **kwargs))


def prepare(backend: str, row: Row, dtype: str):
    def convert(value):
        return to_tensors(backend, value if dtype == "exact" else round_to(value, dtype))

    args = copy.deepcopy(row.args)
    # A list is a list of tensors where the op takes one, and plain data elsewhere.
    args = [a if isinstance(a, list) and not _holds_arrays(a) else convert(a) for a in args]
    return args, {name: convert(value) for name, value in copy.deepcopy(row.kwargs).items()}


def first(found):
    """The first tensor of what an op returns."""
    return first(found[0]) if isinstance(found, tuple | list) else found


def _holds_arrays(values: list) -> bool:
    return bool(values) and isinstance(values[0], np.ndarray)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("row", "dtype"), CASES)
def test_op(row: Row, dtype: str, backend: str) -> None:
    args, kwargs = prepare(backend, row, dtype)
    ops = vocabulary(backend, "ops")
    function = functools.partial(getattr(ops, row.op), **kwargs)
    # Eager JAX compiles each primitive by itself, which takes long: once, in float32.
    if backend == "flax" and dtype == "bfloat16" and row in COMPILABLE:
        found = compiled(backend, function, args)
    else:
        found = function(*args)
    if dtype == "bfloat16" and row in KEEPS_DTYPE:
        assert ops.dtype(first(found)) == dtype
    assert_close(to_numpy(found), truth(row, dtype), TOLERANCE[dtype])


@pytest.mark.parametrize("backend", ADAPTERS)
@pytest.mark.parametrize("row", COMPILABLE, ids=str)
def test_op_compiled(row: Row, backend: str) -> None:
    dtype = "float32" if row.has_floats else "exact"
    args, kwargs = prepare(backend, row, dtype)
    function = functools.partial(getattr(vocabulary(backend, "ops"), row.op), **kwargs)
    found = to_numpy(compiled(backend, function, args))
    assert_close(found, truth(row, dtype), TOLERANCE[dtype])


def test_every_op_has_a_row() -> None:
    untested = {"shape", "dtype"}  # their own tests are below
    assert set(vocabulary("numpy", "ops").__all__) - {row.op for row in ROWS} == untested


@pytest.mark.parametrize("backend", BACKENDS)
def test_shape_and_dtype(backend: str) -> None:
    ops = vocabulary(backend, "ops")
    tensor = ops.asarray(np.zeros((2, 0, 3), np.float32))
    assert tuple(ops.shape(tensor)) == (2, 0, 3)
    assert ops.dtype(tensor) == "float32"
    assert ops.dtype(ops.cast(tensor, "bool")) == "bool"
