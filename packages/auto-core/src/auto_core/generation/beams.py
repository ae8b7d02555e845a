"""Beam search: the best sequences found by extending several at once.

b batch, k beams, c candidates (what may become a beam or a finished sequence), t tokens,
v vocabulary. A score is the sum of a sequence's log-probabilities; a finished one's is divided by
a power of its length.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .. import ops
from ._lengths import last, power
from .plan import Lengths

# What makes a score lose without making it infinite, which sums could not bear.
WORST = -1.0e9


class BeamState(NamedTuple):
    """What one step hands to the next."""

    tokens: Any  # [b k room], the running beams, filled up to length
    length: Any
    scores: Any  # [b k]
    origins: Any  # [b k room], at each position the row (of b*k) that its token extended
    best: Any  # [b k room], the finished sequences, best first
    best_scores: Any  # [b k]
    best_origins: Any  # [b k room], -1 where there is no token
    found: Any  # [b k] bool, which of them are there
    hopeful: Any  # [b 1] bool, whether a beam may still beat them
    stuck: Any  # scalar bool, whether every candidate has just come to its end


class BeamSearch:
    """Beam search, with sampled candidates if `sample` is given.

    `process`, `stops` and `sample` are as for `Search`, with rows b*k (`stops`: b*c).
    `early_stopping`: True stops with k finished sequences; False when none of the length reached
    can become better; "never" when none of any length can.
    """

    def __init__(
        self,
        lengths: Lengths,
        process: Callable[..., Any],
        stops: Callable[..., Any],
        eos: Sequence[int],
        pad: int | None,
        sample: Callable[..., Any] | None = None,
        *,
        beams: int,
        length_penalty: float,
        early_stopping: bool | str,
    ):
        self.lengths, self.process, self.stops, self.sample = lengths, process, stops, sample
        self.beams = self.rows_per_prompt = beams
        self.length_penalty, self.early_stopping = length_penalty, early_stopping
        # Enough candidates that, even if all ends are among them, k are left to go on.
        self.candidates = max(2, 1 + len(eos)) * beams
        # What follows the end; 0 is not taken for it, as in transformers.
        self.fill = (pad or eos[0]) if eos else -1
        # What stands in the room of each buffer.
        self.fillers = {
            "tokens": self.fill,
            "origins": -1,
            "best": self.fill,
            "best_origins": -1,
        }

    def begin(self, prompt) -> BeamState:  # [b*k t]
        rows, width = ops.shape(prompt)
        k, room = self.beams, self.lengths.room
        b = rows // k
        prompt = ops.reshape(prompt, (b, k, width))  # no -1: width may be 0
        empty = ops.full((b, k, room - width), self.fill, like=prompt)
        position = ops.arange(0, room, like=prompt, dtype="int64")
        tokens = ops.where(position < self.lengths.prompt, ops.cat([prompt, empty], 2), self.fill)
        origins = ops.full((b, k, room), -1, like=prompt)
        first = ops.arange(0, k, like=prompt, dtype="int64") == 0
        zeros = ops.zeros((b, k), like=prompt, dtype="float32")
        return BeamState(
            tokens=tokens,
            length=self.lengths.prompt,
            # All beams are the same still: only the first one's extensions may count.
            scores=ops.where(first, zeros, WORST),
            origins=origins,
            best=tokens + 0,
            best_scores=zeros + WORST,
            best_origins=origins + 0,
            found=zeros != 0,
            hopeful=zeros[:, :1] == 0,
            stuck=zeros[0, 0] != 0,
        )

    def advance(self, state: BeamState, logits):
        """Extend the beams, given the logits [b*k v] of each. Returns state, scores [b*k v]."""
        scores = ops.log_softmax(ops.cast(logits, "float32"), -1)
        scores = self.process(self.running(state), state.length, scores)
        tokens, sums, origins = self._extended(state, scores)
        length = state.length + 1
        b, c, room = ops.shape(tokens)
        stopped = self.stops(ops.reshape(tokens, (b * c, room)), length)
        stopped = ops.reshape(stopped, (b, c))
        best, best_scores, best_origins, found = self._merged(state, tokens, sums, origins, stopped)
        # The k best candidates that can go on are the next beams.
        open_sums = ops.where(stopped, sums + WORST, sums)
        open_sums, chosen = ops.topk(open_sums, self.beams, 1)
        state = BeamState(
            tokens=_picked(tokens, chosen),
            length=length,
            scores=open_sums,
            origins=_picked(origins, chosen),
            best=best,
            best_scores=best_scores,
            best_origins=best_origins,
            found=found,
            hopeful=state.hopeful,
            stuck=ops.amin(ops.cast(stopped, "int64"), (0, 1)) > 0,
        )
        return state._replace(hopeful=self._hopeful(state)), scores

    def _extended(self, state: BeamState, scores):
        """The candidates' tokens [b c room], sums [b c] and origins [b c room]."""
        k, c, length = self.beams, self.candidates, state.length
        vocabulary = ops.shape(scores)[-1]
        sums = ops.reshape(scores, (-1, k, vocabulary)) + ops.unsqueeze(state.scores, 2)
        sums = ops.reshape(sums, (-1, k * vocabulary))
        if self.sample is None:
            sums, index = ops.topk(sums, c, 1)
        else:
            index = self.sample(sums, c, length)
            sums = ops.gather(sums, 1, index)
        beam = index // vocabulary  # [b c]
        token = ops.cast(index % vocabulary, ops.dtype(state.tokens))
        tokens = _picked(state.tokens, beam)
        tokens = ops.update_slice(tokens, ops.unsqueeze(token, 2), start=length, dim=2)
        batch = ops.arange(0, ops.shape(sums)[0], like=state.tokens, dtype="int64")
        row = ops.cast(beam, ops.dtype(state.tokens)) + ops.unsqueeze(batch, 1) * k
        origins = _picked(state.origins, beam)
        origins = ops.update_slice(origins, ops.unsqueeze(row, 2), start=length, dim=2)
        return tokens, sums, origins

    def _merged(self, state: BeamState, tokens, sums, origins, stopped):
        """The best finished sequences, those that have just finished included."""
        # Candidates beyond the first k only exist so that enough beams can go on.
        index = ops.arange(0, self.candidates, like=tokens, dtype="int64")
        finished = stopped & (index < self.beams)
        sums = sums / power(state.length + 1 - self.lengths.prompt, self.length_penalty)
        if self.early_stopping is True:
            sums = ops.where(_all(state.found), sums + WORST, sums)
        sums = ops.where(state.hopeful, sums, sums + WORST)
        sums = ops.where(finished, sums, sums + WORST)
        scores, chosen = ops.topk(ops.cat([state.best_scores, sums], 1), self.beams, 1)
        best = _picked(ops.cat([state.best, tokens], 1), chosen)
        best_origins = _picked(ops.cat([state.best_origins, origins], 1), chosen)
        return (
            best,
            scores,
            best_origins,
            ops.gather(ops.cat([state.found, finished], 1), 1, chosen),
        )

    def _hopeful(self, state: BeamState):
        """[b 1]: the best score that a running beam can hope for beats the worst finished one."""
        length = state.length
        if self.early_stopping == "never" and self.length_penalty > 0:
            length = self.lengths.limit
        hoped = state.scores[:, :1] / power(length - self.lengths.prompt, self.length_penalty)
        worst = ops.amin(state.best_scores, 1, keepdim=True)
        worst = ops.where(state.found, worst, WORST)  # [b k]
        beats = ops.amax(ops.cast(hoped > worst, "int64"), 1, keepdim=True) > 0
        return state.hopeful & beats

    def done(self, state: BeamState):
        """Whether nothing better can come, a bool scalar."""
        hopeless = ops.amax(ops.cast(state.hopeful, "int64"), (0, 1)) == 0
        done = hopeless | state.stuck
        if self.early_stopping is True:
            done = done | (ops.amin(ops.cast(state.found, "int64"), (0, 1)) > 0)
        return done

    def running(self, state: BeamState):
        """[b*k room], the sequences that are being extended."""
        b, k, room = ops.shape(state.tokens)
        return ops.reshape(state.tokens, (b * k, room))

    def parents(self, state: BeamState):
        """[b*k], which row each row goes on from."""
        b, k, room = ops.shape(state.origins)
        return last(ops.reshape(state.origins, (b * k, room)), state.length)[:, 0]

    def result(self, state: BeamState, count: int):
        """The `count` best of each batch entry: tokens and origins [b*count room], scores."""
        room = self.lengths.room
        return (
            ops.reshape(state.best[:, :count], (-1, room)),
            ops.reshape(state.best_origins[:, :count], (-1, room)),
            ops.reshape(state.best_scores[:, :count], (-1,)),
        )


def _picked(x, index):
    """[b m t], [b n] -> [b n t]: whole sequences."""
    return ops.gather(x, 1, ops.unsqueeze(index, 2))


def _all(flags):  # [b k] -> [b 1]
    return ops.amin(ops.cast(flags, "int64"), 1, keepdim=True) > 0
