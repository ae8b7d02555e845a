"""Reading and extending a `KeyValueCache`: it goes into `forward` and comes out of it.

Three kinds of keys and values, distinguished by `length`. None: the arrays hold exactly what has
been computed, and each call returns longer ones. A tensor: the arrays have room, are written at
`length`, and never change shape, so that a compiled step can be used again and again. An int: they
have room and are written too, but attention reads only what is filled; for plain loops, in
frameworks where `ops.update_slice` writes in place. A cache of states alone always has a length.
"""

from __future__ import annotations

from auto_core.outputs import KeyValueCache
from auto_core.recorder import Recorder

from .. import ops


def filled(cache: KeyValueCache | None):
    """How many positions are filled: the position of the next token."""
    if cache is None:
        return 0
    return ops.shape(cache.keys[0])[1] if cache.length is None else cache.length


def has_room(cache: KeyValueCache | None) -> bool:
    """Whether some of the keys that attention gets are still empty."""
    return cache is not None and not (cache.length is None or isinstance(cache.length, int))


def capacity(cache: KeyValueCache | None, tokens, layer: int = 0):
    """How many keys attention gets when `tokens` new ones are in, empty slots included; in a cache
    with room, those of this layer (others may be rings)."""
    if cache is not None and has_room(cache):
        return ops.shape(cache.keys[layer])[1]
    return filled(cache) + tokens


def extend(cache: KeyValueCache | None, layer: int, key, value):
    """All keys and values of a layer, [b k h d], with those of the new tokens [b t h d]."""
    if cache is None:
        return key, value
    keys, values = cache.keys[layer], cache.values[layer]
    if cache.length is None:
        return ops.cat([keys, key], 1), ops.cat([values, value], 1)
    keys = ops.update_slice(keys, key, start=cache.length, dim=1)
    values = ops.update_slice(values, value, start=cache.length, dim=1)
    if has_room(cache):
        return keys, values
    end = cache.length + ops.shape(key)[1]
    return keys[:, :end], values[:, :end]


def positions(cache: KeyValueCache | None, hidden):
    """[1 t]: the positions of the new tokens, counted on from what the cache holds."""
    tokens = ops.shape(hidden)[1]
    return ops.unsqueeze(ops.arange(0, tokens, like=hidden, dtype="int64"), 0) + filled(cache)


def cross(cache: KeyValueCache | None, layer: int, project, context):
    """Keys and values of another sequence, [b k h d]: kept ones, else project(context)."""
    if cache is not None and cache.cross_keys is not None:
        return cache.cross_keys[layer], cache.cross_values[layer]
    return project(context)


def advanced(
    cache: KeyValueCache | None, tokens, presents, cross_presents, states=()
) -> KeyValueCache:
    """The cache after this call, from each layer's (keys, values), or states."""
    in_place = cache is not None and isinstance(cache.length, int)
    grows = bool(presents) and (cache is None or cache.length is None)
    return KeyValueCache(
        keys=cache.keys if in_place else tuple(key for key, _ in presents),
        values=cache.values if in_place else tuple(value for _, value in presents),
        cross_keys=tuple(key for key, _ in cross_presents) or None,
        cross_values=tuple(value for _, value in cross_presents) or None,
        length=None if grows else filled(cache) + tokens,
        states=tuple(states) or None,
        offset=None if cache is None else cache.offset,
    )


def after(recorder: Recorder, cache: KeyValueCache | None, tokens) -> KeyValueCache:
    """The cache after a forward pass over `tokens` new tokens, from what its layers recorded."""
    kept = recorder.kept
    presents = kept.get("present", ()) if "state" in kept else kept["present"]
    cross, states = kept.get("cross_present", ()), kept.get("state", ())
    return advanced(cache, tokens, presents, cross, states)
