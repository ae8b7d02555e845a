"""Which experts a token goes to, and with what weight; and the loss that spreads tokens evenly.

n tokens, of all sequences; e experts, k of them for a token, g groups of experts.
"""

from __future__ import annotations

from auto_core.errors import InputError

from .. import nn, ops
from .losses import widened


def softmax_then_top(logits, count: int, *, normalise: bool):
    """The most probable experts: logits [n e] -> weights [n k] and index [n k].

    Weights are probabilities among all experts, or with `normalise` among the chosen ones.
    """
    weights, index = ops.topk(ops.softmax(widened(logits), -1), count, -1)
    return (_of_their_sum(weights) if normalise else weights), index


def top_then_softmax(logits, count: int):
    """The experts of the largest logits [n e], weighted by probabilities among these [n k]."""
    largest, index = ops.topk(widened(logits), count, -1)
    return ops.softmax(largest, -1), index


def chosen_by(scores, choice, count: int, *, least: float | None = None):
    """The experts that `choice` [n e] is largest for, weighted by their part of the chosen
    `scores` [n e], whose sum counts as `least` at the least: two of [n k]."""
    _, index = ops.topk(choice, count, -1)
    weights = ops.gather(scores, 1, index)
    total = ops.sum(weights, -1, keepdim=True)
    return weights / (total if least is None else ops.clamp(total, min=least)), index


def in_best_groups(choice, best, groups: int, count: int):
    """Which experts [n e] are in the `count` groups of the largest `best` [n g]."""
    tokens, experts = ops.shape(choice)
    _, index = ops.topk(best, count, -1)
    chosen = ops.sum(ops.one_hot(index, groups, dtype="float32"), 1)  # [n g]
    each = ops.expand(ops.unsqueeze(chosen, 2), (tokens, groups, experts // groups))
    return ops.reshape(each, (tokens, experts)) > 0


def by_group(x, groups: int):  # [n e] -> [n g e/g]
    """Numbers of experts by their groups, which are neighbours."""
    tokens, experts = ops.shape(x)
    return ops.reshape(x, (tokens, groups, experts // groups))


class WideRouter(nn.Module):
    """The logits of experts, computed in float32 at least.

    Args:
        sizes: experts e, hidden features d.
    """

    def __init__(self, sizes: tuple[int, int]):
        super().__init__()
        self.weight = nn.Parameter(sizes, init="normal")

    def logits(self, hidden):  # [n d] -> [n e]
        weight = widened(ops.asarray(self.weight))
        return ops.matmul(widened(hidden), ops.transpose(weight, 0, 1))

    def forward(self, hidden):  # [n d] -> [n e]
        return self.logits(hidden)


class CorrectedRouter(WideRouter):
    """Experts by the sigmoid of their logits and a correction that makes no weight: Wang et al.,
    2024, arXiv:2408.15664. With several groups, only the best ones' experts.

    Args:
        sizes: experts e, hidden features d.
        count: k.
        groups: g, and how many of them a token goes to.
        normalise: whether weights add up to `scale`.
    """

    excluded = float("-inf")  # what experts of other groups count

    def __init__(
        self,
        sizes: tuple[int, int],
        count: int,
        groups: tuple[int, int],
        *,
        normalise: bool,
        scale: float,
    ):
        super().__init__(sizes)
        self.e_score_correction_bias = nn.Buffer(sizes[:1], init="zeros")
        self.count, self.groups, self.chosen_groups = count, *groups
        self.normalise, self.scale = normalise, scale

    def forward(self, hidden):
        """[n d] -> logits [n e], weights [n k] and index [n k]."""
        logits = self.logits(hidden)
        scores = ops.sigmoid(logits)
        correction = ops.cast(ops.asarray(self.e_score_correction_bias), ops.dtype(scores))
        choice = scores + correction
        if self.groups > 1:
            best, _ = ops.topk(by_group(choice, self.groups), 2, -1)
            best = ops.sum(best, -1)
            allowed = in_best_groups(choice, best, self.groups, self.chosen_groups)
            choice = ops.where(allowed, choice, self.excluded)
        _, index = ops.topk(choice, self.count, -1)
        weights = ops.gather(scores, 1, index)
        if self.normalise:
            weights = weights / (ops.sum(weights, -1, keepdim=True) + 1e-20)
        return logits, weights * self.scale, index


class Jitter(nn.Module):
    """Factors around 1 in training, of each number: 1 - noise to 1 + noise."""

    def __init__(self, noise: float):
        super().__init__()
        self.noise, self.random = noise, nn.Random()

    def forward(self, hidden):
        if not (self.noise and nn.in_training(self)):
            return hidden
        even = self.random.uniform(ops.shape(hidden), like=hidden)
        return hidden * (1 - self.noise + 2 * self.noise * even)


def load_balancing_loss(router_logits, count: int, attention_mask=None):
    """How unevenly tokens go to experts: Fedus et al., 2021, arXiv:2101.03961, equations 4 to 6.

    1 where all experts get as many tokens, and as probable ones, per expert of a token.

    Args:
        router_logits: [n e] of each layer.
        count: k.
        attention_mask: [b t], n of them, of the tokens that count; None for all.

    Raises:
        InputError: the mask says more than which tokens count.
    """
    experts = ops.shape(router_logits[0])[-1]
    counts = None
    if attention_mask is not None:
        if len(ops.shape(attention_mask)) != 2:
            shape = tuple(ops.shape(attention_mask))
            raise InputError(
                f"attention_mask is {shape}, from which the loss of the routers cannot tell what "
                "is padding: pass [batch, tokens], or output_router_logits=False."
            )
        counts = ops.reshape(
            ops.cast(attention_mask, ops.dtype(widened(router_logits[0]))), (-1, 1)
        )
    sent = probable = total = 0.0
    for logits in router_logits:
        probabilities = ops.softmax(widened(logits), -1)
        _, index = ops.topk(probabilities, count, -1)
        chosen = ops.sum(ops.one_hot(index, experts, dtype=ops.dtype(probabilities)), 1)
        ones = ops.ones((ops.shape(logits)[0], 1), like=probabilities)
        rows = ones if counts is None else counts
        sent = sent + ops.sum(ops.detach(chosen) * rows, 0)
        probable = probable + ops.sum(probabilities * rows, 0)
        total = total + ops.sum(rows, (0, 1))
    return ops.sum((sent / total) * (probable / total), 0) * experts


def _of_their_sum(weights):
    return weights / ops.sum(weights, -1, keepdim=True)
