"""Processors alone: every framework against NumPy, with whole and with half-filled buffers."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
from generation.checkpoints import numpy
from parity.backends import BACKENDS, PACKAGES

RNG = np.random.default_rng(5)
ROWS, ROOM, LENGTH, V = 3, 12, 8, 23
TOKENS = RNG.integers(0, 5, (ROWS, ROOM))
SCORES = RNG.standard_normal((ROWS, V)).astype(np.float32) * 3
SCORES[:, 4] = -np.inf

# Name -> (module, class, arguments); "start" and "source" stand for tensors.
CASES: dict[str, tuple[str, str, tuple[Any, ...], dict[str, Any]]] = {
    "banned": ("processors", "Banned", ((1, 2, 99),), {}),
    "banned below": ("processors", "Banned", ((1,),), {"below": LENGTH + 1}),
    "not banned any more": ("processors", "Banned", ((1,),), {"below": LENGTH}),
    "banned at": ("processors", "Banned", ((1, 7),), {"at": LENGTH}),
    "forced": ("processors", "Forced", ((3, 5),), {"at": LENGTH}),
    "not forced": ("processors", "Forced", ((3, 5),), {"at": 1}),
    "repetition": ("processors", "RepetitionPenalty", (1.7,), {}),
    "repetition behind padding": ("processors", "RepetitionPenalty", (1.7, "start"), {}),
    "encoder repetition": ("processors", "EncoderRepetitionPenalty", (1.7, "source"), {}),
    "1-grams": ("processors", "NoRepeatNGram", (1,), {}),
    "2-grams": ("processors", "NoRepeatNGram", (2,), {}),
    "20-grams": ("processors", "NoRepeatNGram", (20,), {}),
    "encoder 2-grams": ("processors", "EncoderNoRepeatNGram", (2, "source"), {}),
    "bias": (
        "processors",
        "SequenceBias",
        ([((3,), 2.0), ((1, 2), -4.0), ((2, 2), 1.0), ((0, 1, 7), 3.0), ((4, 9), -np.inf)],),
        {},
    ),
    "decay": ("processors", "LengthPenalty", (1.3, (2, 4)), {"start": 5}),
    "decay not yet": ("processors", "LengthPenalty", (1.3, (2, 4)), {"start": 9}),
    "invalid": ("processors", "RemoveInvalid", (), {}),
    "normalise": ("processors", "Normalise", (), {}),
    "temperature": ("filters", "Temperature", (0.7,), {}),
    "top-k": ("filters", "TopK", (4, 1), {}),
    "top-p": ("filters", "TopP", (0.6, 2), {}),
    "min-p": ("filters", "MinP", (0.3, 2), {}),
    "top-h": ("filters", "TopH", (0.5,), {}),
    "typical": ("filters", "Typical", (0.5, 1), {}),
    "epsilon": ("filters", "Cutoff", (0.05, 1), {"relative": False}),
    "eta": ("filters", "Cutoff", (0.05, 2), {"relative": True}),
}


def processed(backend: str, name: str, *, whole: bool) -> np.ndarray:
    module, kind, args, kwargs = CASES[name]
    package = PACKAGES[backend][0]
    ops = importlib.import_module(f"{package}.ops")
    tensors = {
        "start": ops.asarray(np.array([0, 2, 5])),
        "source": ops.asarray(TOKENS[:, 3:9].copy()),
    }
    args = tuple(tensors[a] if isinstance(a, str) else a for a in args)
    processor = getattr(importlib.import_module(f"{package}.generation.{module}"), kind)
    tokens = TOKENS[:, :LENGTH].copy() if whole else TOKENS.copy()
    length: Any = LENGTH if whole else ops.asarray(np.array(LENGTH))
    scores = ops.asarray(SCORES.copy())
    return numpy(processor(*args, **kwargs)(ops.asarray(tokens), length, scores))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", CASES)
def test_processor(name: str, backend: str) -> None:
    """A buffer of which `length` tokens are filled gives what those tokens alone give in NumPy."""
    wanted = processed("numpy", name, whole=True)
    found = processed(backend, name, whole=backend in ("numpy", "torch"))
    np.testing.assert_array_equal(np.isinf(found), np.isinf(wanted))
    kept = ~np.isinf(wanted)
    np.testing.assert_allclose(found[kept], wanted[kept], rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize("name", CASES)
def test_half_filled(name: str, backend: str) -> None:
    wanted = processed(backend, name, whole=True)
    np.testing.assert_allclose(processed(backend, name, whole=False), wanted, rtol=1e-6)


def test_they_do_something() -> None:
    """The cases can fail: all but those meant to change nothing change the scores."""
    unchanged = {n for n in CASES if np.array_equal(processed("numpy", n, whole=True), SCORES)}
    assert unchanged == {"not banned any more", "not forced", "20-grams", "decay not yet"}
