"""Checks of decoders: what a cache must not change, whichever kind it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from parity import backends
from parity.checks import FLOAT32_TOLERANCE, Case, difference, expected

from auto_core.outputs import KeyValueCache


def check_steps(case: Case, backend: str, *, room: bool, sizes: tuple[int, ...]) -> None:
    """Logits of pieces fed one after the other equal those of the whole text.

    Args:
        case: of a causal language model, whose inputs have input_ids and maybe attention_mask.
        room: hand in a preallocated cache that is written in place, else one that grows.
        sizes: of the pieces, which add up to the text.
    """
    reference = expected(case)
    model = backends.load(backend, case.head, reference.directory, dtype="float32")
    ids = reference.inputs["input_ids"]
    mask = reference.inputs.get("attention_mask", np.ones_like(ids))
    rest = {name: value for name, value in reference.inputs.items() if name.startswith("encoder_")}
    whole = backends.run(
        backend, model, {"input_ids": ids, "attention_mask": mask} | rest, fast=True
    )["logits"]
    capacity = ids.shape[1] + 3
    name = backends.model_class("numpy", case.head).cache_name
    cache = preallocated(backend, model, rest, len(ids), capacity, name) if room else None
    pieces, start = [], 0
    for size in sizes:
        filled = np.zeros((len(ids), capacity), np.int64)
        filled[:, : start + size] = mask[:, : start + size]
        output = backends.call(
            backend,
            model,
            {
                "input_ids": ids[:, start : start + size],
                # Of a cache with room, a mask may end with the text or with the room.
                "attention_mask": filled if room and start else filled[:, : start + size],
                name: cache,
                "use_cache": True,
            }
            | rest,
            fast=True,
        )
        cache = getattr(output, name)
        pieces.append(np.asarray(output.logits))
        start += size
    assert start == ids.shape[1], "the sizes do not add up to the text"
    stepped = np.concatenate(pieces, 1)
    filled = mask != 0
    error = difference(stepped[filled], whole[filled])
    assert error <= FLOAT32_TOLERANCE, f"{backend}: steps differ from the whole by {error:.1e}"


def preallocated(
    backend: str,
    model: Any,
    rest: dict[str, Any],
    batch: int,
    capacity: int,
    name: str = "past_key_values",
) -> Any:
    """An empty cache with room, made from the shapes of one that has grown."""
    ids = np.full((batch, 1), 3)
    grown = backends.call(backend, model, {"input_ids": ids, "use_cache": True} | rest, fast=True)
    grown = getattr(grown, name)
    make = backends.zeros(backend)

    return KeyValueCache(
        keys=_empty(make, grown.keys, capacity),
        values=_empty(make, grown.values, capacity),
        cross_keys=grown.cross_keys,
        cross_values=grown.cross_values,
        length=make((), "int32"),
        states=grown.states
        and tuple(tuple(make(np.shape(x), "float32") for x in layer) for layer in grown.states),
    )


def check_target_steps(case: Case, backend: str, *, room: bool, sizes: tuple[int, ...]) -> None:
    """As `check_steps`, for the decoder of a sequence-to-sequence model, which is encoded once.

    After the first piece the cache alone knows the encoder's keys and values.
    """
    reference = expected(case)
    model = backends.load(backend, case.head, reference.directory, dtype="float32")
    main = "input_ids" if "input_ids" in reference.inputs else model.main_input_name
    source = {name: reference.inputs[name] for name in (main, "attention_mask")}
    ids = reference.inputs["decoder_input_ids"]
    given = source | {"decoder_input_ids": ids, "use_cache": True}
    first = backends.call(backend, model, given, fast=True)
    encoder = (first.encoder_last_hidden_state,)
    rest = {"attention_mask": source["attention_mask"], "encoder_outputs": encoder}
    capacity = ids.shape[1] + 2
    cache = None
    if room:
        make = backends.zeros(backend)
        cache = KeyValueCache(
            keys=_empty(make, first.past_key_values.keys, capacity),
            values=_empty(make, first.past_key_values.values, capacity),
            length=make((), "int32"),
        )
    pieces, start = [], 0
    for size in sizes:
        piece = ids[:, start : start + size]
        output = backends.call(
            backend,
            model,
            rest | {"decoder_input_ids": piece, "past_key_values": cache, "use_cache": True},
            fast=True,
        )
        cache = output.past_key_values
        assert cache.cross_keys is not None, "the keys of the other text were not kept"
        pieces.append(np.asarray(output.logits))
        start += size
    assert start == ids.shape[1], "the sizes do not add up to the text"
    error = difference(np.concatenate(pieces, 1), np.asarray(first.logits))
    assert error <= FLOAT32_TOLERANCE, f"{backend}: steps differ from the whole by {error:.1e}"


def _empty(make: Any, arrays: Any, capacity: int) -> Any:
    return tuple(make((np.shape(a)[0], capacity, *np.shape(a)[2:]), "float32") for a in arrays)
