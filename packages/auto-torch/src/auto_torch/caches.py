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
    own, context = _halves(cache)
    layers = getattr(own, "layers", None)
    other = {type(layer).__name__ for layer in layers or ()} - set(_WHOLE)
    if layers is None or other:
        raise _refusal(cache, f" of {', '.join(sorted(other))}" if other else "")
    length = int(own.get_seq_length())
    if not length:
        return None
    keys, values = (tuple(_filled(x, length) for x in part) for part in _parts(layers))
    if any(key.shape[1] != length for key in keys):
        raise _refusal(cache, " whose windows have dropped tokens")
    if context is None or not any(cache.is_updated.values()):
        return KeyValueCache(keys=keys, values=values)
    crossed = [tuple(x.transpose(1, 2) for x in part) for part in _parts(context.layers)]
    return KeyValueCache(keys, values, cross_keys=crossed[0], cross_values=crossed[1])


def extend(cache: Any, after: Any) -> None:
    """Give such a cache the keys and values of the tokens that a call has added.

    Raises:
        InputError: the model keeps something else.
    """
    own, context = _halves(cache)
    crosses = after.cross_keys is not None
    if after.states is not None or not after.keys or crosses != (context is not None):
        raise _refusal(cache)
    before = int(own.get_seq_length())
    for layer, (key, value) in enumerate(zip(after.keys, after.values, strict=True)):
        own.update(key[:, before:].transpose(1, 2), value[:, before:].transpose(1, 2), layer)
        if crosses and not cache.is_updated.get(layer):
            key, value = after.cross_keys[layer], after.cross_values[layer]
            context.update(key.transpose(1, 2), value.transpose(1, 2), layer)
            cache.is_updated[layer] = True


def _halves(cache: Any) -> tuple[Any, Any]:
    """The cache of self-attention, and that of cross-attention or None."""
    own = getattr(cache, "self_attention_cache", None)
    return (cache, None) if own is None else (own, cache.cross_attention_cache)


def _parts(layers: Any) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    return [layer.keys for layer in layers], [layer.values for layer in layers]


def _filled(x: torch.Tensor, length: int) -> torch.Tensor:  # [b h k d] -> [b length h d]
    return x[:, :, :length].transpose(1, 2)


def _refusal(cache: Any, why: str = "") -> InputError:
    return InputError(
        f"past_key_values is a {type(cache).__name__}{why}: of transformers' caches only those "
        "that keep every key and value are taken (DynamicCache and StaticCache without a window, "
        "two of them in an EncoderDecoderCache for an encoder-decoder). "
        "Pass the past_key_values that an earlier call returned, or none."
    )
