"""Sampling of tokens, with NumPy's random numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from auto_core.errors import InputError

from ._gumbel import highest

# Keywords of `generate` that govern the random numbers.
KEYWORDS = ("seed", "generator")


def sampler(options: dict[str, Any], like: Any) -> Callable[..., Any]:
    """The function (scores [n v], count, step) -> token ids [n count] of one call.

    `seed` (an int) or `generator` (a numpy.random.Generator) make it repeatable; without them
    `np.random.seed` governs.
    """
    seed, generator = options.get("seed"), options.get("generator")
    if seed is not None and generator is not None:
        raise InputError("Pass seed= or generator=, not both.")
    if generator is None and seed is not None:
        generator = np.random.default_rng(seed)
    uniform = np.random.random_sample if generator is None else generator.random

    def sample(scores: Any, count: int, step: Any) -> Any:
        return highest(scores, uniform(scores.shape).astype(scores.dtype), count)

    return sample
