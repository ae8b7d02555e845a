"""Sampling filters: the logits processors that only `do_sample=True` uses.

Called as those of `processors`. `least` tokens always remain. v vocabulary.
"""

from __future__ import annotations

from .. import ops
from .processors import BANNED, as_numbers, zeros_like


class Temperature:
    """Scores divided by a number: below 1 sharpens, above 1 flattens."""

    def __init__(self, temperature: float):
        self.temperature = temperature

    def __call__(self, tokens, length, scores):
        return scores / self.temperature


class TopK:
    """The k likeliest tokens (Fan et al., 2018, arXiv:1805.04833)."""

    def __init__(self, k: int, least: int):
        self.k = max(k, least)

    def __call__(self, tokens, length, scores):
        return ops.where(scores < _at_rank(scores, self.k), BANNED, scores)


class TopP:
    """The fewest tokens whose probabilities add up to p (Holtzman et al., arXiv:1904.09751)."""

    def __init__(self, p: float, least: int):
        self.p, self.least = p, least

    def __call__(self, tokens, length, scores):
        order = ops.argsort(scores, -1, descending=False)
        sums = ops.cumsum(ops.softmax(ops.gather(scores, -1, order), -1), -1)
        rank = ops.arange(0, ops.shape(scores)[-1], like=order, dtype="int64")
        drop = (sums <= 1 - self.p) & (rank < ops.shape(scores)[-1] - self.least)
        return ops.where(_unsorted(drop, order, scores), BANNED, scores)


class MinP:
    """Tokens at least p times as likely as the likeliest (Nguyen et al., arXiv:2407.01082)."""

    def __init__(self, p: float, least: int):
        self.p, self.least = p, least

    def __call__(self, tokens, length, scores):
        probabilities = ops.softmax(scores, -1)
        drop = probabilities < self.p * ops.amax(probabilities, -1, keepdim=True)
        return ops.where(drop & ~_best(scores, self.least), BANNED, scores)


class TopH:
    """The likeliest tokens that hold a share of the entropy (arXiv:2509.02510).

    Of the hundred likeliest tokens, those are kept whose summed entropy stays below the share.
    """

    most = 100

    def __init__(self, share: float):
        self.share = share

    def __call__(self, tokens, length, scores):
        best, index = ops.topk(scores, min(self.most, ops.shape(scores)[-1]), -1)
        terms = _entropy_terms(best)
        sums = ops.cumsum(terms, -1)
        first = ops.arange(0, ops.shape(best)[-1], like=index, dtype="int64") == 0
        keep = (sums <= ops.sum(terms, -1, keepdim=True) * self.share) | first
        return ops.where(_unsorted(keep, index, scores), scores, BANNED)


class Typical:
    """Tokens of information content nearest to the entropy (Meister et al., arXiv:2202.00666)."""

    def __init__(self, mass: float, least: int):
        self.mass, self.least = mass, least

    def __call__(self, tokens, length, scores):
        information = -ops.log_softmax(scores, -1)
        entropy = ops.sum(_entropy_terms(scores), -1, keepdim=True)
        distance = ops.abs(information - entropy)
        order = ops.argsort(distance, -1, descending=False)
        nearest = ops.gather(distance, -1, order)
        sums = ops.cumsum(ops.softmax(ops.gather(scores, -1, order), -1), -1)
        last = ops.sum(ops.cast(sums < self.mass, "int64"), -1, keepdim=True)
        last = ops.clamp(last, max=ops.shape(scores)[-1] - 1)
        rank = ops.arange(0, ops.shape(scores)[-1], like=order, dtype="int64")
        drop = (nearest > ops.gather(nearest, -1, last)) & (rank >= self.least)
        return ops.where(_unsorted(drop, order, scores), BANNED, scores)


class Cutoff:
    """Tokens of at least a probability; with `relative`, less where the entropy is high.

    Epsilon and eta sampling of Hewitt et al., 2022, arXiv:2210.15191.
    """

    def __init__(self, epsilon: float, least: int, *, relative: bool):
        self.epsilon, self.least, self.relative = epsilon, least, relative

    def __call__(self, tokens, length, scores):
        limit = self.epsilon
        if self.relative:
            entropy = ops.sum(_entropy_terms(scores), -1, keepdim=True)
            limit = ops.clamp(ops.exp(-entropy) * self.epsilon**0.5, max=self.epsilon)
        drop = ops.softmax(scores, -1) < limit
        return ops.where(drop & (scores < _at_rank(scores, self.least)), BANNED, scores)


def _entropy_terms(scores):
    """-p log p of each token, 0 for those that cannot come."""
    logs = ops.log_softmax(scores, -1)
    possible = logs > BANNED
    return ops.where(possible, -ops.exp(logs) * ops.where(possible, logs, 0.0), 0.0)


def _at_rank(scores, rank: int):
    """[n 1], the score of the token that has this rank."""
    values, _ = ops.topk(scores, min(rank, ops.shape(scores)[-1]), -1)
    return values[:, -1:]


def _best(scores, count: int):
    """[n v], True at the likeliest tokens."""
    _, index = ops.topk(scores, min(count, ops.shape(scores)[-1]), -1)
    return _unsorted(index >= 0, index, scores)


def _unsorted(flags, index, scores):
    """[n v], each flag at its token's index; False elsewhere."""
    return ops.scatter_add(zeros_like(scores), -1, index, as_numbers(flags)) > 0
