"""Recorder: what a forward pass returns beside its result: hidden states, attentions, cache.

A model makes a `Recorder`, adds each hidden state to it, and gives it to its attention layers
(`auto_core.blocks.attention`). So no block passes on whether attention weights are wanted, nor
returns them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

Kept = dict[str, tuple[Any, ...]]


class Recorder:
    """Hidden states, attention weights, and keys and values for a cache, where they are wanted."""

    def __init__(
        self,
        *,
        attentions: bool = False,
        hidden_states: bool = False,
        cache: bool = True,
        router_logits: bool = False,
    ):
        self.wants_attentions = attentions
        self.wants_router_logits = router_logits
        self.wants_hidden_states = hidden_states
        self.wants_cache = cache
        self.kept: Kept = {}

    def add(self, name: str, value: Any) -> None:
        """Keep a value under a name, behind those that are there."""
        self.kept[name] = (*self.kept.get(name, ()), value)

    def add_hidden_state(self, hidden: Any) -> None:
        """Keep a hidden state [b t d] if they are wanted."""
        if self.wants_hidden_states:
            self.add("hidden_states", hidden)

    def add_cache_entry(self, name: str, pair: Any) -> None:
        """Keep a layer's keys and values if a cache is wanted."""
        if self.wants_cache:
            self.add(name, pair)

    def add_router_logits(self, logits: Any) -> None:
        """Keep a layer's logits of experts [n e] if they are wanted."""
        if self.wants_router_logits:
            self.add("router_logits", logits)

    @property
    def router_logits(self) -> tuple[Any, ...] | None:
        """The logits of experts [n e] of each layer that has some; None where they are not
        wanted."""
        return self.kept.get("router_logits", ()) if self.wants_router_logits else None

    @property
    def hidden_states(self) -> tuple[Any, ...] | None:
        """Every hidden state in order; None where they are not wanted."""
        return self.kept.get("hidden_states", ()) if self.wants_hidden_states else None

    @property
    def attentions(self) -> tuple[Any, ...] | None:
        """The weights [b h q k] of each layer's self-attention; None where they are not wanted."""
        return self.kept.get("attentions", ()) if self.wants_attentions else None

    @property
    def cross_attentions(self) -> tuple[Any, ...] | None:
        """The weights of each layer's cross-attention; None where they are not wanted or where
        there is none."""
        return self.kept.get("cross_attentions") if self.wants_attentions else None

    def isolated(self) -> Recorder:
        """An empty recorder that wants the same."""
        return Recorder(
            attentions=self.wants_attentions,
            hidden_states=self.wants_hidden_states,
            cache=self.wants_cache,
            router_logits=self.wants_router_logits,
        )

    def include(self, kept: Kept) -> None:
        """Add what another recorder kept."""
        for name, values in kept.items():
            self.kept[name] = (*self.kept.get(name, ()), *values)


class Recording:
    """Base of what is passed to a block and records for it."""

    recorder: Recorder

    def recording_in(self, recorder: Recorder) -> Self:
        """The same for another recorder."""
        other = copy.copy(self)
        other.recorder = recorder
        return other


def recomputed(
    checkpoint: Callable[..., Any],
    call: Callable[..., Any],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
) -> Any:
    """`call(*args, **kwargs)` through a framework's `checkpoint(function, *tensors)`.

    A function whose activations are computed twice may have no side effects, so what it records
    leaves it as an output.
    """
    recorders = [arg.recorder for arg in args if isinstance(arg, Recording)]
    where = [index for index, arg in enumerate(args) if not isinstance(arg, Recording)]

    def pure(*tensors: Any) -> tuple[Any, Kept]:
        inner = recorders[0].isolated() if recorders else Recorder()
        values = [arg.recording_in(inner) if isinstance(arg, Recording) else arg for arg in args]
        for index, tensor in zip(where, tensors, strict=True):
            values[index] = tensor
        return call(*values, **kwargs), inner.kept

    output, kept = checkpoint(pure, *(args[index] for index in where))
    if recorders:
        recorders[0].include(kept)
    return output
