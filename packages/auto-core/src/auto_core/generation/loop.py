"""NumPy's loop over the steps of a search. Adapters have their own `loop`."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable
from typing import Any

from .. import ops
from .call import Call
from .steps import Finished, run_steps

OF_TORCH = False  # whether hooks that compute with torch's tensors can be called

# Keywords of `generate` that govern how the loop runs.
KEYWORDS: tuple[str, ...] = ()


def inference() -> Any:
    """A context in which nothing is kept for a backward pass."""
    return contextlib.nullcontext()


def to_tensor(model: Any, x: Any) -> Any:
    """A caller's input as this framework's, where the model is."""
    return ops.asarray(x)


def is_open(x: Any) -> bool:
    """Whether a tensor has no value yet, being a part of a graph."""
    return False


def is_traced(model: Any) -> bool:
    """Whether the model itself is part of a graph."""
    return False


def compiled(model: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    """`function(model, given, state)`, as a function of the latter two."""
    return functools.partial(function, model)


def run(call: Call) -> Finished:
    """Search to the end."""
    lengths = call.lengths()
    decoder = call.decoder(call.model_call(), lengths.room, in_place=True)
    return run_steps(call.search(lengths), decoder, record=call.record, streamer=call.streamer)
