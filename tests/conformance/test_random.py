"""Layers of random numbers: how they are distributed, and that dropping is by whole samples."""

from __future__ import annotations

import numpy as np
import pytest
from conformance.adapters import BACKENDS, FLOATS, round_to, to_numpy, to_tensors, vocabulary


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("dtype", FLOATS)
def test_uniform(dtype: str, backend: str) -> None:
    like = to_tensors(backend, round_to(np.zeros(1), dtype))
    sampled = vocabulary(backend, "nn").Random().uniform((40, 500), like=like)
    assert vocabulary(backend, "ops").dtype(sampled) == dtype
    values = to_numpy(sampled)
    assert values.shape == (40, 500)
    assert values.min() >= 0
    assert values.max() < 1
    assert abs(values.mean() - 0.5) < 0.02
    assert abs(values.std() - 12**-0.5) < 0.02


@pytest.mark.parametrize("backend", BACKENDS)
def test_normal(backend: str) -> None:
    like = to_tensors(backend, np.zeros(1, np.float16))
    source = vocabulary(backend, "nn").Random()
    first, second = (source.normal((30, 500), like=like, dtype="float32") for _ in range(2))
    values = to_numpy(first)
    assert values.dtype == np.float32
    assert abs(values.mean()) < 0.05
    assert abs(values.std() - 1) < 0.05
    assert not np.array_equal(values, to_numpy(second))


@pytest.mark.parametrize("backend", BACKENDS)
def test_drop_path_drops_whole_samples(backend: str) -> None:
    layer = vocabulary(backend, "nn").DropPath(0.25)
    layer.train()
    x = np.ones((400, 3, 2), np.float32)
    y = to_numpy(layer(to_tensors(backend, x)))
    assert np.all(y == y[:, :1, :1])  # a sample is kept or dropped as a whole
    kept = y[:, 0, 0] != 0
    assert np.allclose(y[kept], 4 / 3)
    assert 0.6 < kept.mean() < 0.9
