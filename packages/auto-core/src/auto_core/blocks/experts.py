"""Mixtures of experts: Shazeer et al., 2017, arXiv:1701.06538.

A layer has many feed-forward parts, and a router that sends each token to a few of them. No
expert computes for tokens that were not sent to it: tokens are sorted by expert, and each group
is multiplied with the weights of its own (`ops.grouped_matmul`).

n tokens, of all sequences; k experts of a token, e experts, m = n*k rows sent, d hidden,
f feed-forward.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from .. import nn, ops


class Sent:
    """Tokens [n d] as rows [m d], sorted by the expert that each goes to.

    Args:
        hidden: [n d].
        index: [n k], the experts of each token.
        experts: how many there are.
    """

    def __init__(self, hidden, index, experts: int):
        tokens, self.count = ops.shape(index)
        chosen = ops.reshape(index, (tokens * self.count,))
        self.order = ops.argsort(chosen, 0, descending=False)
        self.chosen = chosen
        ones = ops.ones(ops.shape(chosen), like=chosen, dtype="int64")
        self.sizes = ops.segment_sum(ones, chosen, experts)  # [e]
        self.rows = self.of_tokens(hidden)

    def of_tokens(self, x):  # [n ...] -> [m ...]
        """What each row's token has of `x`."""
        return ops.take(x, self.order // self.count, 0)

    def project(self, rows, weight, bias=None, *, transpose: bool):
        """[m i] -> [m o], each row by its expert: weight [e i o] or [e o i], bias [e o]."""
        if not isinstance(weight, nn.Module):  # one that is kept quantised
            weight = ops.asarray(weight)
        output = ops.grouped_matmul(rows, weight, self.sizes, transpose=transpose)
        if bias is None:
            return output
        experts = ops.take(self.chosen, self.order, 0)  # [m]
        return output + ops.take(ops.asarray(bias), experts, 0)

    def apart(self, rows):  # [m d] -> [n k d]
        """The rows of each token, in the order of its experts."""
        rows = ops.take(rows, ops.argsort(self.order, 0, descending=False), 0)
        sent, size = ops.shape(rows)
        return ops.reshape(rows, (sent // self.count, self.count, size))

    def together(self, rows, weights):  # [m d], [n k] -> [n d]
        """The sum of each token's rows by weight."""
        weights = ops.unsqueeze(ops.cast(weights, ops.dtype(rows)), 1)
        return ops.squeeze(ops.matmul(weights, self.apart(rows)), 1)


class Experts(nn.Module):
    """The gated feed-forward parts of a layer, stacked.

    Files hold them one by one (an architecture's `expert_names`) or as they are here.

    Args:
        sizes: how many experts, hidden and feed-forward features.
        activation: of the gates.
    """

    expert_stacks: ClassVar = ("gate_up_proj", "down_proj")  # which may be kept quantised
    splits_experts: ClassVar = True  # each parameter is a stack of `count` experts

    def __init__(self, sizes: tuple[int, int, int], activation: Callable[[Any], Any]):
        super().__init__()
        self.count, d, self.features = sizes
        self.gate_up_proj = nn.Parameter((self.count, 2 * self.features, d), init="normal")
        self.down_proj = nn.Parameter((self.count, d, self.features), init="normal")
        self.activation = activation

    def gated(self, gate, up):  # two of [m f] -> [m f]
        return self.activation(gate) * up

    def forward(self, hidden, weights, index):  # [n d], [n k], [n k] -> [n d]
        sent = Sent(hidden, index, self.count)
        rows = sent.project(sent.rows, self.gate_up_proj, transpose=True)
        rows = self.gated(*ops.split(rows, [self.features, self.features], -1))
        return sent.together(sent.project(rows, self.down_proj, transpose=True), weights)


class PlainExperts(nn.Module):
    """Feed-forward parts without a gate, stacked; see `Experts`."""

    expert_stacks: ClassVar = ("up_proj", "down_proj")
    splits_experts: ClassVar = True

    def __init__(self, sizes: tuple[int, int, int], activation: Callable[[Any], Any]):
        super().__init__()
        self.count, d, features = sizes
        self.up_proj = nn.Parameter((self.count, features, d), init="normal")
        self.down_proj = nn.Parameter((self.count, d, features), init="normal")
        self.activation = activation

    def forward(self, hidden, weights, index):  # [n d], [n k], [n k] -> [n d]
        sent = Sent(hidden, index, self.count)
        rows = self.activation(sent.project(sent.rows, self.up_proj, transpose=True))
        return sent.together(sent.project(rows, self.down_proj, transpose=True), weights)


class ExpertLinear(nn.Module):
    """A linear layer for each expert; files hold them one by one.

    Args:
        sizes: how many experts, features out, features in.
    """

    def __init__(self, sizes: tuple[int, int, int], *, bias: bool):
        super().__init__()
        self.weight = nn.Parameter(sizes, init="normal")
        self.bias = nn.Parameter(sizes[:2], init="zeros") if bias else None

    def forward(self, rows, sent: Sent):  # [m i] -> [m o]
        return sent.project(rows, self.weight, self.bias, transpose=True)


class ExpertMLP(nn.Module):
    """Feed-forward parts without gates, of a token's experts.

    Args:
        names: of the layers before and after the activation, as files call them.
        sizes: how many experts, hidden and feed-forward features.
        dropout: after the activation.
    """

    splits_experts: ClassVar = True

    def __init__(
        self,
        names: tuple[str, str],
        sizes: tuple[int, int, int],
        activation: Callable[[Any], Any],
        *,
        bias: bool,
        dropout: float,
    ):
        super().__init__()
        self.count, d, features = sizes
        self.names, self.activation, self.dropout = names, activation, nn.Dropout(dropout)
        for name, shape in zip(names, ((features, d), (d, features)), strict=True):
            setattr(self, name, ExpertLinear((self.count, *shape), bias=bias))

    def forward(self, hidden, weights, index):  # [n d], [n k], [n k] -> [n d]
        sent = Sent(hidden, index, self.count)
        first, second = (getattr(self, name) for name in self.names)
        rows = self.dropout(self.activation(first(sent.rows, sent)))
        return sent.together(second(rows, sent), weights)
