"""Random numbers inside a network."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np

from auto_core.nn.module import Module
from auto_core.ops.tensor import Shape, Tensor, numpy_dtype


class Random(Module):
    """A source of random tensors on the device of `like`, with its dtype unless one is named.

    They come from where the framework's dropout takes its own, so that its seed governs both.
    """

    def __init__(self) -> None:
        super().__init__()
        self._generator = np.random.default_rng()

    def uniform(self, shape: Shape, *, like: Tensor, dtype: str | None = None) -> Tensor:
        """Evenly spread in [0, 1)."""
        floats: Any = numpy_dtype(dtype) if dtype else like.dtype
        # As many bits as the dtype holds: rounding a finer number could make it 1.
        count = 2.0 ** (ml_dtypes.finfo(floats).nmant + 1)
        return (self._generator.integers(0, int(count), tuple(shape)) / count).astype(floats)

    def normal(self, shape: Shape, *, like: Tensor, dtype: str | None = None) -> Tensor:
        """Of mean 0 and deviation 1."""
        floats = numpy_dtype(dtype) if dtype else like.dtype
        return self._generator.standard_normal(tuple(shape)).astype(floats)
