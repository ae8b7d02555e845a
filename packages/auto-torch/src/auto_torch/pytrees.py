"""Model outputs as torch pytrees: what torch.export, functorch and data parallelism look into."""

from __future__ import annotations

from typing import Any

from torch.utils import _pytree

from auto_core.outputs import TensorFields, on_each_output_class


def register(cls: type[TensorFields]) -> None:
    """Make an output class a pytree node whose children are the fields that were computed."""

    def flatten(output: TensorFields) -> tuple[list[Any], Any]:
        return list(output.children()), list(output)

    def flatten_with_keys(output: TensorFields) -> tuple[list[Any], Any]:
        return [(_pytree.MappingKey(name), output[name]) for name in output], list(output)

    def unflatten(values: Any, names: Any) -> TensorFields:
        return cls(**dict(zip(names, values, strict=True)))

    _pytree.register_pytree_node(
        cls,
        flatten,
        unflatten,
        serialized_type_name=f"{cls.__module__}.{cls.__qualname__}",
        flatten_with_keys_fn=flatten_with_keys,
    )


on_each_output_class(register)
