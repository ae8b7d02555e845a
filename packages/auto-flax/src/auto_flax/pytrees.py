"""Model outputs, and what processors return, as JAX pytrees with names as keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jax import tree_util

from auto_core.outputs import TensorFields, field_names, on_each_output_class
from auto_core.tensors import TensorDict, on_each_tensor_dict


def register(cls: type[TensorFields]) -> None:
    """Make an output class a pytree node whose children are the fields that were computed."""

    def flatten(output: TensorFields) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        return output.children(), tuple(output)

    def flatten_with_keys(output: TensorFields) -> tuple[list[Any], tuple[str, ...]]:
        return [(tree_util.GetAttrKey(name), output[name]) for name in output], tuple(output)

    def unflatten(names: tuple[str, ...], values: Iterable[Any]) -> TensorFields:
        # Not through the constructor: JAX also puts things there that are no tensors.
        output = cls.__new__(cls)
        given = dict(zip(names, values, strict=True))
        for name in field_names(cls):
            setattr(output, name, given.get(name))
        return output

    tree_util.register_pytree_with_keys(cls, flatten_with_keys, unflatten, flatten)


def register_mapping(cls: type[TensorDict]) -> None:
    """Make what a tokenizer or a processor returns a pytree node, as the dictionary it holds."""

    def flatten(mapping: TensorDict) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        return tuple(mapping.data.values()), tuple(mapping.data)

    def flatten_with_keys(mapping: TensorDict) -> tuple[list[Any], tuple[str, ...]]:
        return [(tree_util.DictKey(k), v) for k, v in mapping.data.items()], tuple(mapping.data)

    def unflatten(names: tuple[str, ...], values: Iterable[Any]) -> TensorDict:
        return cls(dict(zip(names, values, strict=True)))

    tree_util.register_pytree_with_keys(cls, flatten_with_keys, unflatten, flatten)


on_each_output_class(register)
on_each_tensor_dict(register_mapping)
