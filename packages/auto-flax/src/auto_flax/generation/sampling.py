"""Sampling of tokens, with JAX's random numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jax.core import Tracer

from auto_core.errors import InputError

from ._gumbel import highest

# Keywords of `generate` that govern the random numbers.
KEYWORDS = ("seed", "prng_key", "rngs")


@dataclass
class Sampler:
    """(scores [n v], count, step) -> token ids [n count]; each step has numbers of its own."""

    key: Any

    def __call__(self, scores: Any, count: int, step: Any) -> Any:
        key = jax.random.fold_in(self.key, step)
        return highest(scores, jax.random.uniform(key, scores.shape, scores.dtype), count)


def sampler(options: dict[str, Any], like: Any) -> Sampler:
    """The sampler of one call.

    `seed` (an int), `prng_key` (a JAX key) or `rngs` (nnx.Rngs) make it repeatable; without
    them `np.random.seed` governs.
    """
    given = {name: options[name] for name in KEYWORDS if options.get(name) is not None}
    if len(given) > 1:
        raise InputError(f"Pass one of {' and '.join(given)}.")
    if "prng_key" in given:
        return Sampler(given["prng_key"])
    if "rngs" in given:
        return Sampler(given["rngs"]())
    if isinstance(like, Tracer) and "seed" not in given:
        raise InputError(
            "Inside a compiled function every call would have the random numbers of the first: "
            "pass prng_key=..., an argument of that function."
        )
    return Sampler(jax.random.key(given.get("seed", np.random.randint(2**31))))
