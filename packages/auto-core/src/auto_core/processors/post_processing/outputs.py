"""Fields of a model's outputs as NumPy arrays, and results back in the caller's framework."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.tensors import to_numpy

TargetSizes = Any  # an array [batch, 2] or a list of (height, width)


def field(outputs: Any, name: str) -> Any:
    """A field of outputs that are an object or a mapping.

    Raises:
        InputError: there is no such field.
    """
    value = outputs.get(name) if isinstance(outputs, Mapping) else getattr(outputs, name, None)
    if value is None:
        raise InputError(f"The outputs have no {name!r}; pass the whole output of the model.")
    return value


def floats(value: Any) -> np.ndarray:
    """An array of at least single precision."""
    if hasattr(value, "detach"):  # torch: NumPy cannot read its bfloat16
        value = value.detach()
        value = value.float() if value.is_floating_point() and value.itemsize < 4 else value
    array = to_numpy(value)
    return array if array.dtype == np.float64 else array.astype(np.float32)


def like(result: Any, reference: Any) -> Any:
    """Arrays in (nested containers of) a result as torch tensors, if the reference is one."""
    if not _is_torch(reference):
        return result
    if isinstance(result, np.ndarray):
        array = np.ascontiguousarray(result).reshape(result.shape)  # of no axes, it makes one
        return sys.modules["torch"].from_numpy(array)
    if isinstance(result, dict):
        return {key: like(value, reference) for key, value in result.items()}
    if isinstance(result, list):
        return [like(value, reference) for value in result]
    return result


def _is_torch(value: Any) -> bool:
    torch = sys.modules.get("torch")  # whoever holds a tensor has imported it
    return torch is not None and isinstance(value, torch.Tensor)


def sizes_per_image(target_sizes: TargetSizes, batch: int) -> list[tuple[int, int]] | None:
    """(height, width) of each image of a batch.

    Raises:
        InputError: there are not as many as images.
    """
    if target_sizes is None:
        return None
    pairs: Sequence[Any] = [
        size if isinstance(size, list | tuple) else to_numpy(size).tolist() for size in target_sizes
    ]
    if len(pairs) != batch or any(len(pair) != 2 for pair in pairs):
        raise InputError(
            f"target_sizes must hold one (height, width) for each of {batch} images, got "
            f"{list(pairs)}."
        )
    return [(int(height), int(width)) for height, width in pairs]


def softmax(logits: np.ndarray) -> np.ndarray:
    """Over the last axis."""
    exponentials = np.exp(logits - logits.max(-1, keepdims=True))
    return exponentials / exponentials.sum(-1, keepdims=True)


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-x)), without overflow."""
    small = np.exp(-np.abs(logits))
    return np.where(logits >= 0, 1, small) / (1 + small)
