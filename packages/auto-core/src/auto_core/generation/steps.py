"""The plain loop, whose every step the caller's hooks may observe and change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .. import ops
from ._lengths import repeated
from .decoder import Decoder, reordered


@dataclass
class Record:
    """What the steps computed, as far as it is wanted: lists with one entry per step.

    The scores are noted as soon as they are there: criteria of the caller look at them.
    """

    scores: list[Any] | None = None
    logits: list[Any] | None = None
    outputs: list[Any] | None = None  # the model's outputs, with attentions or hidden states


@dataclass
class Finished:
    """Where a loop ended."""

    search: Any
    state: Any
    cache: Any = None
    record: Record = field(default_factory=Record)


def run_steps(
    search: Any,
    decoder: Decoder,
    *,
    record: Record,
    streamer: Any = None,
    make_room: Callable[[Any, Any], tuple[Any, Any]] | None = None,
) -> Finished:
    """Run a search to its end.

    `streamer` gets the ids [n] of each step as NumPy's. `make_room` is called before each step
    with the state and the cache, and returns them with room for another token.
    """
    logits, cache, output = decoder.prefill()
    state = search.begin(repeated(decoder.inputs.ids, decoder.rows))
    while True:
        state, _ = search.advance(state, logits)
        if record.logits is not None:
            record.logits.append(ops.cast(logits, "float32"))
        if record.outputs is not None:
            record.outputs.append(output)
        if streamer is not None:
            length = int(state.length)
            streamer.put(_numpy(search.running(state)[:, length - 1]))
        if bool(search.done(state)):
            return Finished(search, state, cache, record)
        cache = reordered(cache, search.parents(state))
        if make_room is not None:
            state, cache = make_room(state, cache)
        logits, cache, output = decoder.step(search.running(state), state.length, cache)


def _numpy(x: Any) -> Any:
    return x.detach().cpu().numpy() if hasattr(x, "detach") else x.__array__()
