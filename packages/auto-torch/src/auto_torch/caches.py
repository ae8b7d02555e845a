"""transformers' caches, where a caller passes one: read before a call, and extended after it."""

from __future__ import annotations

from typing import Any

import torch

from auto_core.errors import InputError
from auto_core.outputs import KeyValueCache, TensorFields

# Of its kinds of layers those that hold every key. In a window's all are there until it is full.
_WHOLE = ("DynamicLayer", "DynamicSlidingWindowLayer", "StaticLayer")


def is_foreign(value: Any) -> bool:
    """Whether this is a cache of transformers, which is recognised without importing it."""
    return hasattr(value, "get_seq_length") and not isinstance(value, TensorFields)


def read(cache: Any) -> KeyValueCache | None:
    """What such a cache holds, as ours; None for an empty one.

    Raises:
        InputError: it has lost keys, or holds something else.
    """
    layers = getattr(cache, "layers", None)
    other = {type(layer).__name__ for layer in layers or ()} - set(_WHOLE)
    if layers is None or other:
        raise _refusal(cache, f" of {', '.join(sorted(other))}" if other else "")
    length = int(cache.get_seq_length())
    if not length:
        return None
    keys, values = (tuple(_filled(x, length) for x in part) for part in _parts(layers))
    if any(key.shape[1] != length for key in keys):
        raise _refusal(cache, " whose windows have dropped tokens")
    return KeyValueCache(keys=keys, values=values)


def extend(cache: Any, after: Any) -> None:
    """Give such a cache the keys and values of the tokens that a call has added.

    Raises:
        InputError: the model keeps something else, too.
    """
    if after.states is not None or after.cross_keys is not None or not after.keys:
        raise _refusal(cache)
    before = int(cache.get_seq_length())
    for layer, (key, value) in enumerate(zip(after.keys, after.values, strict=True)):
        cache.update(key[:, before:].transpose(1, 2), value[:, before:].transpose(1, 2), layer)


def _parts(layers: Any) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    return [layer.keys for layer in layers], [layer.values for layer in layers]


def _filled(x: torch.Tensor, length: int) -> torch.Tensor:  # [b h k d] -> [b length h d]
    return x[:, :, :length].transpose(1, 2)


def _refusal(cache: Any, why: str = "") -> InputError:
    return InputError(
        f"past_key_values is a {type(cache).__name__}{why}: of transformers' caches only those "
        "that keep every key and value are taken (DynamicCache and StaticCache without a window). "
        "Pass the past_key_values that an earlier call returned, or none."
    )
