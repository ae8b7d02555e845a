"""Model outputs as Keras structures: what fit, predict and symbolic calls look into.

`tf.nest` looks into them already, as into any mapping.
"""

from __future__ import annotations

from typing import Any

import optree

from auto_core.outputs import ModelOutput, on_each_output_class


def register(cls: type[ModelOutput]) -> None:
    """Make an output class a node whose children are the fields that were computed."""

    def flatten(output: Any) -> tuple[Any, Any, Any]:
        return output.to_tuple(), tuple(output), tuple(output)

    def unflatten(names: Any, values: Any) -> ModelOutput:
        return cls(**dict(zip(names, values, strict=True)))

    optree.register_pytree_node(cls, flatten, unflatten, namespace="keras")


on_each_output_class(register)
