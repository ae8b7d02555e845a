"""Sampling of tokens, with TensorFlow's stateless random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from auto_core.errors import InputError

from ._gumbel import highest

# Keywords of `generate` that govern the random numbers.
KEYWORDS = ("seed",)


@dataclass
class Sampler:
    """(scores [n v], count, step) -> token ids [n count]; each step has numbers of its own."""

    key: Any  # [2] int32

    def __call__(self, scores: Any, count: int, step: Any) -> Any:
        seed: Any = tf.random.fold_in(self.key, tf.cast(step, tf.int32))
        return highest(scores, tf.random.stateless_uniform(tf.shape(scores), seed), count)


def sampler(options: dict[str, Any], like: Any) -> Sampler:
    """The sampler of one call.

    `seed` (an int, or two) makes it repeatable; without it `tf.random.set_seed` governs.
    """
    seed = options.get("seed")
    if seed is None:
        return Sampler(tf.random.uniform([2], maxval=2**31 - 1, dtype=tf.int32))
    pair = list(seed) if isinstance(seed, Sequence) else [seed, 0]
    if len(pair) != 2:
        raise InputError(f"seed={seed!r}, expected a whole number or two of them.")
    return Sampler(tf.constant([value % 2**31 for value in pair], tf.int32))
