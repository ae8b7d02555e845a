"""Parts of a model between which values decide shapes, each compiled by JAX."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import jax
from flax import nnx
from jax.core import Tracer


def stage(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of tensors by position, and by name of what is no tensor; in a graph that is being
    made it is a part of that."""
    parameters = inspect.signature(method).parameters.values()
    static = [item.name for item in parameters if item.kind is item.KEYWORD_ONLY]
    compiled = nnx.jit(method, static_argnames=static)

    @functools.wraps(method)
    def call(self: Any, *inputs: Any, **options: Any) -> Any:
        trained = (node for _, node in nnx.iter_graph(self) if isinstance(node, nnx.Param))
        leaves = jax.tree.leaves((inputs, next(trained, None)))
        traced = any(isinstance(leaf, Tracer) for leaf in leaves)
        return (method if traced else compiled)(self, *inputs, **options)

    return call
