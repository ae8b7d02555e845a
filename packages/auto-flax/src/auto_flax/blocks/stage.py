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


_LENGTHS = (32, 48)


def doubled(least: int, length: int) -> int:
    """The first of `least`, twice that, ... that is no less than a length."""
    while least < length:
        least *= 2
    return least


def rounded(length: Any, like: Any) -> Any:
    """To which length a part's inputs, of which `like` is one, are filled up, so that few lengths
    are compiled: two in each doubling. The part must not see what they are filled with. In a graph
    that is being made they are left alone."""
    return length if isinstance(like, Tracer) else bucket(int(length))


def bucket(length: int) -> int:
    """The next power of two times 32 or 48."""
    return min(doubled(least, length) for least in _LENGTHS)
