"""Every layer of every adapter against NumPy in float64, with random weights in each dtype."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
from conformance.adapters import (
    BACKENDS,
    FLOATS,
    PACKAGES,
    TOLERANCE,
    assert_close,
    exactly,
    round_to,
    to_numpy,
    to_tensors,
    vocabulary,
)
from conformance.layer_rows import LAYERS, LayerRow

# LayerNorm of numbers far from zero loses digits in any float32 implementation.
LOOSER = {"LayerNorm-far from zero": 30.0}


def slots(backend: str, module: Any) -> list[Any]:
    if backend == "numpy":
        from auto_core.pretrained_numpy import ParameterSlot

        return [ParameterSlot(name, p) for name, p in module.named_parameters()]
    return list(importlib.import_module(f"{PACKAGES[backend]}.layouts").slots(module))


def build(backend: str, row: LayerRow, dtype: str) -> Any:
    """The layer with random weights, the same on every backend, rounded to `dtype`."""
    layer = getattr(vocabulary(backend, "nn"), row.layer)(*row.args, **row.kwargs)
    rng = np.random.default_rng(3)
    for slot in sorted(slots(backend, layer), key=lambda slot: slot.name):
        value = round_to(
            rng.standard_normal(slot.shape), dtype if dtype != "float64" else "float32"
        )
        slot.write(value.astype(np.float32), dtype, None)
    if hasattr(layer, "eval"):
        layer.eval()
    return layer


def truth(row: LayerRow, dtype: str) -> Any:
    layer = build("numpy", row, "float64")
    for slot in slots("numpy", layer):
        slot.write(exactly(round_to(slot.read(), dtype)), "float64", None)
    return to_numpy(layer(exactly(round_to(row.input, dtype))))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("row", LAYERS, ids=str)
def test_layer(row: LayerRow, dtype: str, backend: str) -> None:
    layer = build(backend, row, dtype)
    found = layer(to_tensors(backend, round_to(row.input, dtype)))
    assert vocabulary(backend, "ops").dtype(found) == dtype
    tolerance = TOLERANCE[dtype] * LOOSER.get(str(row), 1.0)
    assert_close(to_numpy(found), truth(row, dtype), tolerance)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("row", LAYERS, ids=str)
def test_layer_reads_back_what_was_written(row: LayerRow, backend: str) -> None:
    ours = {
        slot.name: np.asarray(_array(slot.read()))
        for slot in slots(backend, build(backend, row, "float32"))
    }
    contract = {slot.name: slot.read() for slot in slots("numpy", build("numpy", row, "float32"))}
    assert ours.keys() == contract.keys()
    for name, value in contract.items():
        assert np.array_equal(ours[name], value), name


def _array(value: Any) -> Any:
    return value.numpy() if hasattr(value, "dense_bytes") else value


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("row", LAYERS, ids=str)
def test_layer_is_built_without_values(row: LayerRow, backend: str) -> None:
    layer = getattr(vocabulary(backend, "nn"), row.layer)(*row.args, **row.kwargs)
    assert all(slot.is_empty for slot in slots(backend, layer))
