"""The states of a layer within a forward pass: what came before, padding, what comes out.

Where attention keeps keys and values of every token, these layers keep tensors [b ...] of one
size: the tail of a convolution, the state of a recurrence. They go in with the cache and come out
of the pass; nothing is changed in place.

b batch, t new tokens, c channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.outputs import KeyValueCache
from auto_core.recorder import Recorder, Recording

from .. import ops
from . import kv_cache


class Recurrence(Recording):
    """Args:
    recorder: of this forward pass.
    tokens: [b t 1], False for padding, which must leave no trace in a state; None without.
    past: the cache that the pass began with, or None.
    layer: index of the layer among those with states.
    """

    def __init__(
        self,
        recorder: Recorder,
        tokens: Any = None,
        *,
        past: KeyValueCache | None = None,
        layer: int = 0,
    ):
        self.recorder, self.tokens, self.past, self.layer = recorder, tokens, past, layer

    @property
    def states(self) -> tuple[Any, ...] | None:
        """What `keep` was given in the pass before; None at the beginning of a text."""
        if self.past is None or self.past.states is None:
            return None
        return self.past.states[self.layer]

    def masked(self, hidden):  # [b t c] -> [b t c]
        """Zeros where the tokens are padding."""
        return hidden if self.tokens is None else ops.where(self.tokens, hidden, 0)

    def keep(self, *states: Any) -> None:
        """Hand the layer's states to the pass after this one."""
        self.recorder.add_cache_entry("state", states)


def unpadded(attention_mask, past: KeyValueCache | None, hidden):
    """[b t 1], False where the new tokens are padding; None where none is.

    `attention_mask` is a caller's: [b k] of the cached tokens too. One of other axes says nothing
    about padding; nor is a token padding that follows a text alone.
    """
    tokens = ops.shape(hidden)[1]
    if attention_mask is None or len(ops.shape(attention_mask)) != 2:
        return None
    if isinstance(tokens, int) and tokens == 1:
        return None
    if past is not None and kv_cache.has_room(past):  # the mask may reach beyond the new tokens
        position = kv_cache.filled(past) + ops.arange(0, tokens, like=hidden, dtype="int64")
        new = ops.take(attention_mask, position, 1)
    else:
        new = attention_mask[:, ops.shape(attention_mask)[1] - tokens :]
    return ops.unsqueeze(new if ops.dtype(new) == "bool" else new != 0, 2)
