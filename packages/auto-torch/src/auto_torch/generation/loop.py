"""torch's way through a search: eager, over a cache that is written in place."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import torch

from auto_torch import ops

from .call import Call
from .steps import Finished, run_steps

OF_TORCH = True  # whether hooks that compute with torch's tensors can be called

# Keywords of `generate` that govern how the loop runs.
KEYWORDS: tuple[str, ...] = ()


def inference() -> Any:
    """A context in which nothing is kept for a backward pass."""
    return torch.no_grad()


def to_tensor(model: Any, x: Any) -> torch.Tensor:
    """A caller's input as a tensor where the model is; floats in the model's dtype."""
    tensor = ops.asarray(x)
    dtype = model.dtype if tensor.is_floating_point() else tensor.dtype
    return tensor.to(model.device, dtype)


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
    """Search to the end.

    With cache_implementation="static" no shape changes from step to step, for models that were
    given to `torch.compile`; else attention sees only the filled part of the cache.
    """
    lengths = call.lengths()
    in_place = call.config.cache_implementation != "static"
    decoder = call.decoder(call.model_call(), lengths.room, in_place=in_place)
    return run_steps(call.search(lengths), decoder, record=call.record, streamer=call.streamer)
