"""Logits processors, for every kind of search.

Each is called with `tokens` [n t] (a buffer whose first `length` positions are filled), `length`
and `scores` [n v] (float32), and returns new scores. Banned tokens get -inf.

b batch, n batch times beams, t tokens, v vocabulary, g word sequences.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from auto_core.errors import InputError

from .. import ops
from ._lengths import filled, recent, repeated, when

BANNED = -float("inf")
LARGEST = float(np.finfo(np.float32).max)


def _members(ids: tuple[int, ...], scores):
    """[v], True at these ids."""
    return ops.asarray(_table(ids, ops.shape(scores)[-1]), like=scores)


@functools.lru_cache(maxsize=64)
def _table(ids: tuple[int, ...], vocabulary: int) -> np.ndarray:
    """Ids outside of the vocabulary mean nothing."""
    table = np.zeros(vocabulary, bool)
    table[[i for i in ids if 0 <= i < vocabulary]] = True
    return table


def _marked(tokens, valid, scores):
    """[n v], True at the tokens [n t] that are valid and in the vocabulary."""
    valid = valid & (tokens >= 0) & (tokens < ops.shape(scores)[-1])
    counts = ops.scatter_add(zeros_like(scores), -1, ops.where(valid, tokens, 0), as_numbers(valid))
    return counts > 0


def zeros_like(scores):
    return ops.zeros(ops.shape(scores), like=scores)


def as_numbers(condition):
    return ops.cast(condition, "float32")


class Banned:
    """Never these tokens; or only while `length` is below, or only when it is at, a limit."""

    def __init__(self, ids: Sequence[int], *, below=None, at=None):
        self.ids, self.below, self.at = tuple(ids), below, at

    def __call__(self, tokens, length, scores):
        if self.below is not None:
            applies = length < self.below
        else:
            applies = True if self.at is None else length == self.at
        if applies is False:
            return scores
        return when(applies, ops.where(_members(self.ids, scores), BANNED, scores), scores)


class Forced:
    """Nothing but these tokens when `length` is `at`."""

    def __init__(self, ids: Sequence[int], *, at):
        self.ids, self.at = tuple(ids), at

    def __call__(self, tokens, length, scores):
        vocabulary = ops.shape(scores)[-1]
        if not any(0 <= i < vocabulary for i in self.ids):
            raise InputError(
                f"Token {list(self.ids)} is forced, but the vocabulary has {vocabulary} tokens: "
                "see forced_bos_token_id and forced_eos_token_id."
            )
        applies = length == self.at
        if applies is False:
            return scores
        only = ops.where(_members(self.ids, scores), 0.0, zeros_like(scores) + BANNED)
        return when(applies, only, scores)


class RepetitionPenalty:
    """Scores of tokens that are there already, divided by a penalty (multiplied if negative).

    Keskar et al., 2019, arXiv:1909.05858. `start` [n] is where each row's prompt begins.
    """

    def __init__(self, penalty: float, start=None):
        self.penalty, self.start = penalty, start

    def __call__(self, tokens, length, scores):
        valid = filled(tokens, length)
        if self.start is not None:
            position = ops.arange(0, ops.shape(tokens)[1], like=tokens, dtype="int64")
            valid = valid & (ops.unsqueeze(position, 0) >= ops.unsqueeze(self.start, 1))
        return _penalised(scores, _marked(tokens, valid, scores), self.penalty)


class EncoderRepetitionPenalty:
    """The same for the tokens of the encoder's (or the first) input: above 1 favours them."""

    def __init__(self, penalty: float, encoder_ids):
        self.penalty, self.encoder_ids = 1 / penalty, encoder_ids

    def __call__(self, tokens, length, scores):
        ids = _for_each_row(self.encoder_ids, scores)
        return _penalised(scores, _marked(ids, ids >= 0, scores), self.penalty)


def _penalised(scores, penalised, penalty: float):
    changed = ops.where(scores < 0, scores * penalty, scores / penalty)
    return ops.where(penalised, changed, scores)


def _for_each_row(ids, scores):
    """[b t] repeated for the beams of `scores` [n v]."""
    return repeated(ids, ops.shape(scores)[0] // ops.shape(ids)[0])


class NoRepeatNGram:
    """No sequence of `size` tokens twice (Paulus et al., 2017, arXiv:1705.04304)."""

    def __init__(self, size: int):
        self.size = size

    def __call__(self, tokens, length, scores):
        return _without_ngrams(self.size, tokens, length, tokens, length, scores)


class EncoderNoRepeatNGram:
    """No sequence of `size` tokens that the encoder's input has."""

    def __init__(self, size: int, encoder_ids):
        self.size, self.encoder_ids = size, encoder_ids

    def __call__(self, tokens, length, scores):
        source = _for_each_row(self.encoder_ids, scores)
        count = ops.shape(source)[1]
        return _without_ngrams(self.size, tokens, length, source, count, scores)


def _without_ngrams(size, tokens, length, source, source_length, scores):
    """Ban what would complete one of the n-grams of `source` [n s]."""
    room = ops.shape(source)[1]
    if isinstance(room, int) and room < size:
        return scores
    windows = room - size + 1
    start = ops.arange(0, windows, like=source, dtype="int64")
    same = ops.unsqueeze(start <= source_length - size, 0) & (length >= size - 1)
    before = recent(tokens, length, size - 1)
    for i in range(size - 1):
        same = same & (source[:, i : windows + i] == before[:, i : i + 1])
    return ops.where(_marked(source[:, size - 1 :], same, scores), BANNED, scores)


class SequenceBias:
    """A number added to the score of the token that completes a sequence: (token ids, number)."""

    def __init__(self, biases: Sequence[tuple[Sequence[int], float]]):
        self.largest = max((max(ids) for ids, _ in biases), default=0)
        self.single = [(ids[0], bias) for ids, bias in biases if len(ids) == 1]
        longer: dict[int, list] = {}
        for ids, bias in biases:
            if len(ids) > 1:
                longer.setdefault(len(ids) - 1, []).append((ids, bias))
        self.sequences = [
            (
                size,
                np.array([[*ids[:-1]] for ids, _ in group]),  # [g size]
                np.array([ids[-1] for ids, _ in group]),
                np.array([bias for _, bias in group], np.float32),
            )
            for size, group in longer.items()
        ]

    def __call__(self, tokens, length, scores):
        vocabulary = ops.shape(scores)[-1]
        if self.largest >= vocabulary:
            raise InputError(
                f"bad_words_ids or sequence_bias name token {self.largest}, but the vocabulary "
                f"has {vocabulary} tokens."
            )
        table = np.zeros((1, vocabulary), np.float32)
        for token, bias in self.single:
            table[0, token] = bias
        total = zeros_like(scores) + ops.asarray(table, like=scores)
        for size, prefixes, last, values in self.sequences:
            same = zeros_like(scores)[:, :1] == 0  # [n 1]
            before = recent(tokens, length, size)
            for i in range(size):
                same = same & (before[:, i : i + 1] == self._row(prefixes[:, i], tokens))
            added = ops.where(same & (length >= size), self._row(values, scores), 0.0)  # [n g]
            index = ops.expand(self._row(last, tokens), ops.shape(added))
            total = ops.scatter_add(total, -1, index, added)
        return scores + total

    def _row(self, values: np.ndarray, like):  # [g] -> [1 g]
        return ops.asarray(values[None], dtype=ops.dtype(like), like=like)


class LengthPenalty:
    """After `start` tokens, the end grows likelier with each one, exponentially."""

    def __init__(self, factor: float, eos: Sequence[int], *, start):
        self.factor, self.eos, self.start = factor, tuple(eos), start

    def __call__(self, tokens, length, scores):
        over = length - self.start
        if isinstance(over, int):
            growth = self.factor**over - 1 if over > 0 else 0.0
        else:
            growth = ops.exp(ops.cast(over, "float32") * float(np.log(self.factor))) - 1
            growth = ops.where(over > 0, growth, ops.zeros((), like=scores))
        counts = _members(self.eos, scores) & (ops.abs(scores) <= LARGEST)
        return scores + ops.abs(ops.where(counts, scores, 0.0)) * growth


class RemoveInvalid:
    """0 for nan, and the largest numbers for the infinite ones."""

    def __call__(self, tokens, length, scores):
        scores = ops.where(scores != scores, 0.0, scores)
        return ops.clamp(scores, min=-LARGEST, max=LARGEST)


class Normalise:
    """Log-probabilities that add up to one again."""

    def __call__(self, tokens, length, scores):
        return ops.log_softmax(scores, -1)
