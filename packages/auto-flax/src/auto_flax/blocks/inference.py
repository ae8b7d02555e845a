"""A model's calls for many batches of its users' arrays, compiled by JAX."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


@contextmanager
def evaluating(model: Any) -> Iterator[None]:
    """Without dropout within."""
    training = model.training
    model.eval()
    try:
        yield
    finally:
        model.train() if training else model.eval()


def caller(model: Any) -> Callable[..., Any]:
    """A function of NumPy arrays by name, and of what is no tensor: the model's output."""
    graphdef, state = nnx.split(model)

    def call(inputs: dict[str, np.ndarray], **options: Any) -> Any:
        return _compiled(graphdef)(state, inputs, options=tuple(sorted(options.items())))

    return call


@functools.lru_cache(maxsize=32)
def _compiled(graphdef: Any) -> Callable[..., Any]:
    def call(state: Any, inputs: dict[str, Any], *, options: tuple[tuple[str, Any], ...]) -> Any:
        model = nnx.merge(graphdef, state)
        return model(**inputs, **dict(options), return_dict=True)

    return jax.jit(call, static_argnames="options")


def rounded(count: int) -> int:
    """To how many tokens or rows batches are filled up, as each shape is compiled: the next power
    of two up to 32, then the next multiple of 32."""
    return 1 << (count - 1).bit_length() if count <= 32 else -(-count // 32) * 32


def as_numpy(x: jax.Array) -> np.ndarray:
    """A tensor as NumPy has it; bfloat16, which it has not, as float32."""
    return np.asarray(x.astype(jnp.float32) if x.dtype == jnp.bfloat16 else x)
