"""Greedy search and sampling: one sequence per row.

n rows, t tokens, v vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .. import ops
from ._lengths import last
from .plan import Lengths


class SearchState(NamedTuple):
    """What one step hands to the next."""

    tokens: Any  # [n room], filled up to length
    length: Any
    finished: Any  # [n] bool


class Search:
    """Greedy search, or sampling if `sample` is given.

    Args:
        process: (tokens, length, scores) -> scores.
        stops: (tokens, length) -> [n] bool, whether each row has just come to its end.
        eos: ids that end a sequence; after it comes `pad`.
        sample: (scores [n v], count, length) -> [n count] token ids, sampled without replacement.
    """

    rows_per_prompt = 1

    def __init__(
        self,
        lengths: Lengths,
        process: Callable[..., Any],
        stops: Callable[..., Any],
        eos: Sequence[int],
        pad: int | None,
        sample: Callable[..., Any] | None = None,
    ):
        self.lengths, self.process, self.stops = lengths, process, stops
        self.eos, self.pad, self.sample = eos, pad, sample
        self.fillers = {"tokens": 0}  # what stands in the room of each buffer

    def begin(self, prompt) -> SearchState:  # [n t]
        rows, width = ops.shape(prompt)
        empty = ops.zeros((rows, self.lengths.room - width), like=prompt)
        return SearchState(
            tokens=ops.cat([prompt, empty], 1),
            length=self.lengths.prompt,
            finished=ops.zeros((rows,), like=prompt) != 0,
        )

    def advance(self, state: SearchState, logits):
        """Choose the next token of each row, given its logits [n v]. Returns state, scores."""
        tokens, length, finished = state
        scores = self.process(tokens, length, ops.cast(logits, "float32"))
        if self.sample is None:
            token = ops.cast(ops.argmax(scores, -1), ops.dtype(tokens))
        else:
            token = ops.cast(self.sample(scores, 1, length)[:, 0], ops.dtype(tokens))
        if self.eos:
            token = ops.where(finished, self.pad, token)
        tokens = ops.update_slice(tokens, ops.unsqueeze(token, 1), start=length, dim=1)
        finished = finished | self.stops(tokens, length + 1)
        return SearchState(tokens, length + 1, finished), scores

    def done(self, state: SearchState):
        """Whether no row can go on, a bool scalar."""
        return ops.amin(ops.cast(state.finished, "int64"), 0) > 0

    def running(self, state: SearchState):
        """[n room], the sequences that are being extended."""
        return state.tokens

    def parents(self, state: SearchState):
        """[n], which row each row goes on from; None where that is itself."""
        return None


def ended(tokens, length, eos: Sequence[int], limit):
    """[n] bool: the last token ends the sequence, or there is no room for another."""
    token = last(tokens, length)[:, 0]
    result = token != token
    for end in eos:
        result = result | (token == end)
    return result | (length >= limit)
