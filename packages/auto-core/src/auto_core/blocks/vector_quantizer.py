"""Gumbel vector quantizer and contrastive loss: Baevski et al., 2020, arXiv:2006.11477.

b batch, t frames, g codebooks, v codes of each, d size of a code, k wrong codes of each frame.
"""

from __future__ import annotations

from typing import Any

from .. import nn, ops
from .losses import widened

TINY = 1e-20  # the logarithm of 0 is no number
LEAST_NORM = 1e-8


class GumbelQuantizer(nn.Module):
    """Replaces each frame by one code of each codebook; in training by a Gumbel softmax.

    Jang et al., 2016, arXiv:1611.01144.
    """

    def __init__(self, config: Any, *, source: int | None = None):
        super().__init__()
        self.books, self.codes = config.num_codevector_groups, config.num_codevectors_per_group
        self.size = config.codevector_dim // self.books
        self.codevectors = nn.Parameter((1, self.books * self.codes, self.size), init="normal")
        self.weight_proj = nn.Linear(source or config.conv_dim[-1], self.books * self.codes)
        self.random = nn.Random()
        self.temperature = 2.0  # see `set_gumbel_temperature`

    def forward(self, features, counted=None):
        """[b t c] -> [b t g*d], [b t g] the codes they are, and how many are in use, a number.

        `counted` [b t] are the frames whose codes are counted; by default all.
        """
        batch, frames, _ = ops.shape(features)
        scores = ops.reshape(
            self.weight_proj(features), (batch * frames, self.books, self.codes)
        )  # [bt g v]
        hard = ops.one_hot(ops.argmax(scores, -1), self.codes, dtype=ops.dtype(scores))
        chosen, use = hard, hard
        if nn.in_training(self):
            use = ops.softmax(widened(scores), -1)
            chosen = self.sampled(scores)
        books = ops.reshape(ops.asarray(self.codevectors), (self.books, self.codes, self.size))
        vectors = ops.einsum("ngv,gvd->ngd", chosen, books)
        return (
            ops.reshape(vectors, (batch, frames, self.books * self.size)),
            ops.reshape(ops.argmax(chosen, -1), (batch, frames, self.books)),
            perplexity(use, counted),
        )

    def sampled(self, scores):
        """[bt g v], a Gumbel softmax: 1 at a sampled code, with the gradient of the soft one."""
        wide = widened(scores)
        noise = self.random.uniform(ops.shape(scores), like=wide)
        noise = -ops.log(-ops.log(ops.clamp(noise, min=TINY)) + TINY)
        soft = ops.softmax((wide + noise) / self.temperature, -1)
        hard = ops.one_hot(ops.argmax(soft, -1), self.codes, dtype=ops.dtype(soft))
        return ops.cast(hard - ops.detach(soft) + soft, ops.dtype(scores))


def perplexity(use, counted):
    """Exponential entropy of the mean use [bt g v] of codes, summed over codebooks."""
    if counted is None:
        share = ops.mean(use, 0)
    else:
        counted = ops.cast(ops.reshape(counted, (-1, 1, 1)), ops.dtype(use))
        share = ops.sum(use * counted, 0) / ops.sum(counted, 0)
    logs = ops.log(ops.where(share > 0, share, 1.0))
    return ops.sum(ops.exp(-ops.sum(share * logs, -1)), 0)


def contrastive_loss(states, vectors, codes, negatives, masked, *, temperature: float):
    """Summed over masked frames: the cross-entropy of the frame's code among wrong ones.

    Args:
        states: [b t d], what the network made of the masked frame.
        vectors: [b t d], the frames' own.
        codes: [b t g], which these are.
        negatives: [b t k], indices of wrong codes among b * t.
        masked: [b t] booleans, the frames that count.
    """
    batch, frames, size = ops.shape(vectors)
    negatives = ops.cast(negatives, "int64")
    wrong = ops.take(ops.reshape(vectors, (batch * frames, size)), negatives, 0)  # [b t k d]
    own = ops.unsqueeze(vectors, 2)
    scores = similarity(ops.unsqueeze(states, 2), ops.cat([own, wrong], 2)) / temperature
    # A wrong code that is the right one after all does not count. Codes are compared, since equal
    # vectors may differ in their last bits after a projection.
    sampled = ops.take(ops.reshape(codes, (batch * frames, ops.shape(codes)[2])), negatives, 0)
    same = ops.all(sampled == ops.unsqueeze(codes, 2), -1)  # [b t k]
    same = ops.cat([ops.zeros((batch, frames, 1), like=same, dtype="bool"), same], 2)
    scores = ops.where(same, -float("inf"), scores)
    logs = ops.log_softmax(scores, -1)[..., 0]
    return -ops.sum(ops.where(masked, logs, 0.0), (0, 1))


def similarity(x, y):
    """Cosine of the angle between [... d] and [... d]."""
    x, y = widened(x), widened(y)

    def norm(v):
        return ops.clamp(ops.sqrt(ops.sum(v * v, -1)), min=LEAST_NORM)

    return ops.sum(x * y, -1) / (norm(x) * norm(y))
