"""Checks of decoders: what a cache must not change, whichever kind it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from auto_core.outputs import KeyValueCache
from parity import backends
from parity.checks import FLOAT32_TOLERANCE, Case, difference, expected


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
    whole = backends.run(backend, model, {"input_ids": ids, "attention_mask": mask} | rest)[
        "logits"
    ]
    capacity = ids.shape[1] + 3
    cache = preallocated(backend, model, rest, len(ids), capacity) if room else None
    pieces, start = [], 0
    for size in sizes:
        seen = np.zeros((len(ids), capacity), np.int64)
        seen[:, : start + size] = mask[:, : start + size]
        output = backends.call(
            backend,
            model,
            {
                "input_ids": ids[:, start : start + size],
                "attention_mask": seen if room else seen[:, : start + size],
                "past_key_values": cache,
                "use_cache": True,
            }
            | rest,
        )
        cache = output.past_key_values
        pieces.append(np.asarray(output.logits))
        start += size
    assert start == ids.shape[1], "the sizes do not add up to the text"
    stepped = np.concatenate(pieces, 1)
    seen = mask != 0
    error = difference(stepped[seen], whole[seen])
    assert error <= FLOAT32_TOLERANCE, f"{backend}: steps differ from the whole by {error:.1e}"


def preallocated(backend: str, model: Any, rest: dict[str, Any], batch: int, capacity: int) -> Any:
    """An empty cache with room, made from the shapes of one that has grown."""
    ids = np.full((batch, 1), 3)
    grown = backends.call(backend, model, {"input_ids": ids, "use_cache": True} | rest)
    grown = grown.past_key_values
    make = backends.zeros(backend)

    def empty(arrays: Any) -> Any:
        return tuple(make((batch, capacity, *np.shape(a)[2:]), "float32") for a in arrays)

    return KeyValueCache(
        keys=empty(grown.keys),
        values=empty(grown.values),
        cross_keys=grown.cross_keys,
        cross_values=grown.cross_values,
        length=make((), "int32"),
    )
