"""Parts of a model that JAX compiles each by itself."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

from auto_flax.blocks.stage import stage

SEEN: list[Any] = []


class Scaled(nnx.Module):
    def __init__(self) -> None:
        self.weight = nnx.Param(jnp.array(3.0))

    @stage
    def times(self, x: Any, other: Any, *, power: int) -> Any:
        SEEN.append(isinstance(x, jax.core.Tracer))
        return x**power * self.weight if other is None else x + other


def test_a_part_is_one_graph() -> None:
    model, x = Scaled(), jnp.arange(3.0)
    SEEN.clear()
    for _ in range(2):
        assert np.array_equal(model.times(x, None, power=2), [0, 3, 12])
    assert SEEN == [True]  # made once
    assert np.array_equal(model.times(x, x, power=2), [0, 2, 4])
    model.weight.value = jnp.array(1.0)
    assert np.array_equal(model.times(x, None, power=2), [0, 1, 4])


def test_a_part_of_a_graph_is_none_by_itself() -> None:
    model, x = Scaled(), jnp.arange(3.0)
    gradient = nnx.grad(lambda model: model.times(x, None, power=2).sum())(model)
    assert float(gradient.weight.value) == 5
    SEEN.clear()
    found = nnx.jit(lambda model, x: model.times(x, None, power=1))(model, x)
    assert np.array_equal(found, [0, 3, 6])
    assert SEEN == [True]
    frozen = Scaled()
    frozen.weight = nnx.Variable(jnp.array(2.0))
    assert np.array_equal(frozen.times(x, None, power=1), [0, 2, 4])
