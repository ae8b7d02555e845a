"""Decoders some of whose layers keep states of one size in the place of keys and values.

b batch, t tokens, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.recorder import Recorder, Recording

from .attention import Attention
from .decoder import Decoder
from .recurrence import Recurrence, unpadded


class HybridDecoder(Decoder):
    """A `Decoder` whose layers get an `Attention` or, where they keep states, a `Recurrence`;
    those that keep nothing get one without states.

    The cache counts the layers of either kind by themselves.
    """

    def keeps_states(self, layer: int) -> bool:
        """Whether this layer keeps states, and attends to nothing."""
        raise NotImplementedError

    def keeps_nothing(self, layer: int) -> bool:
        """Whether this layer neither attends nor keeps states."""
        return False

    def contexts(self, count: int, recorder, hidden, attention_mask, past, positions) -> list[Any]:
        others = [self.keeps_nothing(layer) for layer in range(count)]
        kinds = [not other and self.keeps_states(layer) for layer, other in enumerate(others)]
        windows = [
            self.window(layer) for layer in range(count) if not (kinds[layer] or others[layer])
        ]
        attending = iter(
            self.attentions(recorder, hidden, attention_mask, past, windows, positions)
        )
        tokens = unpadded(attention_mask, past, hidden)
        states = iter(
            Recurrence(recorder, tokens, past=past, layer=index) for index in range(sum(kinds))
        )
        return [
            Recurrence(recorder) if other else next(states if keeps else attending)
            for keeps, other in zip(kinds, others, strict=True)
        ]


class Parallel(Recording):
    """The `Attention` and the `Recurrence` of a layer that has both."""

    def __init__(self, attend: Attention, past: Recurrence):
        self.recorder, self.attend, self.past = attend.recorder, attend, past

    def recording_in(self, recorder: Recorder) -> Parallel:
        return Parallel(self.attend.recording_in(recorder), self.past.recording_in(recorder))


class ParallelDecoder(Decoder):
    """A `Decoder` each of whose layers gets a `Parallel`: it attends, and keeps states too."""

    def contexts(self, count: int, recorder, hidden, attention_mask, past, positions) -> list[Any]:
        attending = super().contexts(count, recorder, hidden, attention_mask, past, positions)
        tokens = unpadded(attention_mask, past, hidden)
        return [
            Parallel(attend, Recurrence(recorder, tokens, past=past, layer=layer))
            for layer, attend in enumerate(attending)
        ]
