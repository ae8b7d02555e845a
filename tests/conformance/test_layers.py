"""Every layer of every adapter against NumPy in float64, with random weights in each dtype."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
from conformance.adapters import (
    ADAPTERS,
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
        sampled = np.asarray(rng.standard_normal(slot.shape))
        if slot.name == "running_var":
            sampled = 0.5 + sampled**2
        elif slot.name == "num_batches_tracked":
            sampled = np.asarray(7.0)
        value = round_to(sampled, dtype if dtype != "float64" else "float32")
        slot.write(value.astype(np.float32), dtype, None)
    if hasattr(layer, "eval"):
        layer.train(row.training)
    return layer


def oracle(row: LayerRow, dtype: str) -> Any:
    """NumPy's layer in float64, with weights rounded to `dtype`."""
    layer = build("numpy", row, "float64")
    for slot in slots("numpy", layer):
        slot.write(exactly(round_to(slot.read(), dtype)), "float64", None)
    return layer


def truth(row: LayerRow, dtype: str) -> Any:
    return to_numpy(oracle(row, dtype)(exactly(round_to(row.input, dtype))))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("row", LAYERS, ids=str)
def test_layer(row: LayerRow, dtype: str, backend: str) -> None:
    layer = build(backend, row, dtype)
    x = to_tensors(backend, round_to(row.input, dtype))
    # Eager JAX compiles each primitive by itself, which takes long: once, in float32.
    if backend == "flax" and dtype == "bfloat16":
        from flax import nnx

        found = nnx.jit(lambda layer, x: layer(x))(layer, x)
    else:
        found = layer(x)
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


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("row", [row for row in LAYERS if row.training], ids=str)
def test_layer_keeps_statistics_of_training(row: LayerRow, backend: str) -> None:
    layer, exact = build(backend, row, "float32"), oracle(row, "float32")
    for factor in (1.0, 2.0):
        layer(to_tensors(backend, (factor * row.input).astype(np.float32)))
        exact(factor * row.input.astype(np.float32).astype(np.float64))
    found = {slot.name: np.asarray(_array(slot.read())) for slot in slots(backend, layer)}
    for slot in slots("numpy", exact):
        assert_close(found[slot.name], slot.read(), TOLERANCE["float32"])
        if slot.name == "num_batches_tracked":
            assert found[slot.name] == 9


SMOOTH = [row for row in LAYERS if row.input.dtype.kind == "f" and row.input.size]


@pytest.mark.parametrize("backend", ADAPTERS)
@pytest.mark.parametrize("row", SMOOTH, ids=str)
def test_layer_gradient(row: LayerRow, backend: str) -> None:
    """The gradient along one direction is NumPy's difference over a small step."""
    x = row.input.astype(np.float32)
    direction = np.random.default_rng(5).standard_normal(x.shape)
    layer = build(backend, row, "float32")
    slope = np.sum(gradient(backend, layer, x) * direction)
    step = 1e-5
    ends = [oracle(row, "float32")(x + sign * step * direction) for sign in (1, -1)]
    exact = np.sum(weights(ends[0].shape) * (ends[0] - ends[1])) / (2 * step)
    assert abs(slope - exact) <= 1e-4 * (1 + abs(exact))


def weights(shape: tuple[int, ...]) -> np.ndarray:
    """What each output counts in the sum whose gradient is taken."""
    return np.random.default_rng(6).standard_normal(shape)


def gradient(backend: str, layer: Any, x: np.ndarray) -> np.ndarray:
    if backend == "torch":
        tensor = to_tensors(backend, x).requires_grad_()
        y = layer(tensor)
        (y * to_tensors(backend, weights(y.shape))).sum().backward()
        return to_numpy(tensor.grad)
    if backend == "flax":
        from flax import nnx

        def weighed(layer: Any, x: Any) -> Any:
            y = layer(x)
            return (y * weights(y.shape)).sum()

        gradient = nnx.jit(nnx.grad(weighed, argnums=1))
        return to_numpy(gradient(layer, to_tensors(backend, x)))
    import tensorflow as tf

    tensor = to_tensors(backend, x)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        y = layer(tensor)
        total = tf.reduce_sum(y * tf.cast(weights(y.shape), y.dtype))
    return to_numpy(tape.gradient(total, tensor))
