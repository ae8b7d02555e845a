"""Model outputs as Keras structures: what fit, predict and symbolic calls look into.

`tf.nest` looks into mappings already; what is none (a cache) gets TensorFlow's own protocol.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import optree

from auto_core.outputs import on_each_output_class


def register(cls: Any) -> None:
    """Make an output class a node whose children are the fields that were computed."""

    def flatten(output: Any) -> tuple[Any, Any, Any]:
        return output.children(), tuple(output), tuple(output)

    def unflatten(names: Any, values: Any) -> Any:
        return cls(**dict(zip(names, values, strict=True)))

    optree.register_pytree_node(cls, flatten, unflatten, namespace="keras")
    if not issubclass(cls, Mapping):
        cls.__tf_flatten__ = lambda output: (tuple(output), output.children())  # type: ignore
        cls.__tf_unflatten__ = classmethod(lambda _, names, values: unflatten(names, values))  # type: ignore


on_each_output_class(register)
