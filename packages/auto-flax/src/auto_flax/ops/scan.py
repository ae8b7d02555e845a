"""Loops over the steps of a sequence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import jax
from jax import Array

Tensors = tuple[Array, ...]
Step = Callable[[Tensors, Tensors], tuple[Tensors, Tensors]]


def scan(step: Step, init: Sequence[Array], xs: Sequence[Array]) -> tuple[Tensors, Tensors]:
    return jax.lax.scan(step, tuple(init), tuple(xs))
