"""Parts of a model between which values decide shapes.

Such a model cannot be one graph of XLA's, but each part can: where it is called outside of a graph,
JAX compiles the part, not each of its primitives by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def stage(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of tensors by position, and by name of what is no tensor: the same here."""
    return method


def rounded(length: Any, like: Any) -> Any:
    """To which length a part's inputs, of which `like` is one, are filled up, so that few lengths
    are compiled; the part must not see what they are filled with. Here they are left alone."""
    return length
