"""What users pass to a model, as keywords and tensors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from auto_core.errors import InputError
from auto_core.outputs import TensorFields
from auto_core.pretrained.checking import foreign


def spread(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Take apart a first argument that holds all inputs: a mapping, or a list of tensors (or None).

    Raises:
        InputError: other positional inputs come after a mapping.
    """
    if not args or isinstance(args[0], TensorFields):
        return args, kwargs
    first, *rest = args
    if isinstance(first, Mapping):
        if rest:
            raise InputError("After a mapping of inputs, pass the others by name.")
        return (), {**first, **kwargs}
    whole = isinstance(first, list | tuple) and not rest and first and _is_tensor(first[0])
    if whole and all(value is None or _is_tensor(value) for value in first):  # None: left out
        return tuple(first), kwargs
    return args, kwargs


def as_tensor(value: Any) -> Any:
    """Arrays and lists become tensors, and int32 becomes int64: TensorFlow does not promote."""
    if isinstance(value, tf.Tensor):
        return tf.cast(value, tf.int64) if value.dtype == tf.int32 else value
    if value is None or isinstance(value, bool | int | float | str | keras.KerasTensor):
        return value
    if isinstance(value, TensorFields):
        return type(value)(**{name: _with_numbers(value[name]) for name in value})
    if isinstance(value, Sequence) and any(map(_is_tensor, value)):
        return tuple(map(as_tensor, value))
    if isinstance(value, keras.Variable):
        return as_tensor(value.value + 0)
    try:
        return as_tensor(tf.convert_to_tensor(value))
    except (TypeError, ValueError, RuntimeError) as error:
        if hasattr(value, "__array__") and not isinstance(value, np.ndarray):
            raise foreign(value, "a tf.Tensor") from error
        raise


def whole_ids(inputs: dict[str, Any]) -> dict[str, Any]:
    """Floats among ids as integers, in a graph: Keras builds a model by shapes alone, with floats
    of no value, and its own Embedding casts them."""
    return {
        name: tf.cast(value, tf.int64) if name.endswith("_ids") and _is_open_float(value) else value
        for name, value in inputs.items()
    }


def _is_open_float(value: Any) -> bool:
    return isinstance(value, tf.Tensor) and not hasattr(value, "numpy") and value.dtype.is_floating


def shape_of(value: Any) -> tuple[int | None, ...] | None:
    """The sizes of a tensor as far as they are known; None for what is none, or of any rank."""
    if isinstance(value, keras.KerasTensor):
        return tuple(value.shape)
    if not isinstance(value, tf.Tensor) or value.shape.rank is None:
        return None
    return tuple(value.shape)


def values_of(value: Any) -> np.ndarray | None:
    """The values of a tensor; None within a tf.function."""
    return value.numpy() if isinstance(value, tf.Tensor) and hasattr(value, "numpy") else None


def _with_numbers(value: Any) -> Any:
    """Numbers too: among tensors, Keras admits nothing else. Tuples stay tuples, empty ones too."""
    if isinstance(value, tuple):
        return tuple(map(_with_numbers, value))
    return tf.constant(value, tf.int64) if isinstance(value, int) else as_tensor(value)


def _is_tensor(value: Any) -> bool:
    return isinstance(value, tf.Tensor | np.ndarray | keras.KerasTensor)
