"""Rules of timestamp tokens in transcripts (Radford et al., 2022, arXiv:2212.04356).

Times are tokens. They come in pairs, the end of a piece of text and the beginning of the next,
and never run backwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import ops
from ._lengths import last, recent, when
from .processors import BANNED


class Timestamps:
    """Called as the processors are.

    Args:
        first: id of the first time, 0.0 s; the token before it, which asks for a text without
            times, is banned.
        most: how many steps the first time may lie after 0.0 s; None for any.
        eos: the end of a text; text proper has lower ids.
        start: length of the prompt, in which times do not count.
    """

    def __init__(self, first: int, most: int | None, eos: Sequence[int], *, start):
        self.first, self.most, self.start = first, most, start
        self.eos = eos[0] if eos else 0

    def __call__(self, tokens, length, scores):
        ids = ops.unsqueeze(
            ops.arange(0, ops.shape(scores)[-1], like=scores, dtype=ops.dtype(tokens)), 0
        )
        times, count = ids >= self.first, length - self.start
        after_time = (last(tokens, length) >= self.first) & (count >= 1)  # [n 1]
        after_text = (recent(tokens, length, 2)[:, :1] < self.first) & (count >= 2)
        ends_text = after_time & after_text
        banned = (ids == self.first - 1) | (times & after_time & ~after_text)
        banned = banned | ((ids < self.eos) & ends_text)
        latest, found = self._latest(tokens, length)
        # The beginning of the next piece may be the end of the last one; the end may not.
        least = ops.where(ends_text, latest, latest + 1)
        banned = banned | (times & (ids < least) & found)
        opening = ~times
        if self.most is not None:
            opening = opening | (ids > self.first + self.most)
        banned = when(count == 0, banned | opening, banned)
        scores = ops.where(banned, BANNED, scores)
        # A time is due when all times together are likelier than any one token.
        text = ops.amax(scores[:, : self.first], -1, keepdim=True)
        due = ops.logsumexp(scores[:, self.first :], -1, keepdim=True) > text
        return ops.where(due & ~times, BANNED, scores)

    def _latest(self, tokens, length):
        """The last time so far [n 1], and whether there is one."""
        position = ops.arange(0, ops.shape(tokens)[1], like=tokens, dtype=ops.dtype(tokens))
        position = ops.unsqueeze(position, 0)
        times = (tokens >= self.first) & (position >= self.start) & (position < length)
        latest = ops.amax(ops.where(times, position, -1), 1, keepdim=True)
        return ops.gather(tokens, 1, ops.clamp(latest, min=0)), latest >= 0
