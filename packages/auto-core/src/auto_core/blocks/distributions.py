"""Distributions of numbers, by parameters that a network gives.

b batch, f the numbers that each set of parameters is for.
"""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from .. import nn, ops

LEAST = {"float64": 2.0**-52, "float32": 2.0**-23, "float16": 2.0**-10, "bfloat16": 2.0**-7}


class Distribution(nn.Module):
    """Maps vectors to the parameters of distributions, one `nn.Linear` for each parameter."""

    names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.proj = nn.ModuleList(nn.Linear(inputs, outputs) for _ in self.names)

    def forward(self, x):  # [... inputs] -> a tuple of [... outputs]
        return self.domain(*(layer(x) for layer in self.proj))

    def domain(self, *raw):
        """Parameters from any numbers."""
        raise NotImplementedError

    @staticmethod
    def affine(parameters, loc, scale):
        """The parameters, and the affine transformation (loc, scale) that they do not hold."""
        return parameters, loc, scale

    @staticmethod
    def log_likelihood(value, *parameters):
        """Of each value, elementwise."""
        raise NotImplementedError

    @staticmethod
    def sample(generator: np.random.Generator, shape, *parameters) -> np.ndarray:
        """Samples of this shape, on the host."""
        raise NotImplementedError


def squareplus(x):
    """Any number as one above 0, like softplus, without exponentials."""
    return (x + ops.sqrt(x * x + 4.0)) / 2.0


def _scale(x):
    return ops.clamp(squareplus(x), min=LEAST[ops.dtype(x)])


class StudentT(Distribution):
    names = ("df", "loc", "scale")

    def domain(self, *raw):
        df, loc, scale = raw
        return 2.0 + squareplus(df), loc, _scale(scale)

    @staticmethod
    def log_likelihood(value, *parameters):
        df, loc, scale = parameters
        z = (value - loc) / scale
        half = 0.5 * (df + 1.0)
        norm = ops.log(scale) + 0.5 * ops.log(df) + 0.5 * math.log(math.pi)
        norm = norm + ops.lgamma(0.5 * df) - ops.lgamma(half)
        return -half * ops.log1p(z * z / df) - norm

    @staticmethod
    def sample(generator, shape, *parameters):
        df, loc, scale = parameters
        return loc + scale * generator.standard_t(df, shape)


class Normal(Distribution):
    names = ("loc", "scale")

    def domain(self, *raw):
        loc, scale = raw
        return loc, _scale(scale)

    @staticmethod
    def log_likelihood(value, *parameters):
        loc, scale = parameters
        z = (value - loc) / scale
        return -0.5 * z * z - ops.log(scale) - 0.5 * math.log(2 * math.pi)

    @staticmethod
    def sample(generator, shape, *parameters):
        loc, scale = parameters
        return generator.normal(loc, scale, shape)


class NegativeBinomial(Distribution):
    """Counts. They stay counts: a scale changes the parameters, not the samples."""

    names = ("total_count", "logits")

    def domain(self, *raw):
        total, logits = raw
        return squareplus(total), logits

    @staticmethod
    def affine(parameters, loc, scale):
        if scale is None:
            return parameters, None, None
        total, logits = parameters
        return (total, logits + ops.log(scale)), None, None

    @staticmethod
    def log_likelihood(value, *parameters):
        total, logits = parameters
        chosen = -total * ops.softplus(logits) - value * ops.softplus(-logits)
        ways = ops.lgamma(total + value) - ops.lgamma(1.0 + value) - ops.lgamma(total)
        return chosen + ways

    @staticmethod
    def sample(generator, shape, *parameters):
        total, logits = parameters
        return generator.poisson(generator.gamma(total, np.exp(logits), shape)).astype(total.dtype)


DISTRIBUTIONS: dict[str, type[Distribution]] = {
    "student_t": StudentT,
    "normal": Normal,
    "negative_binomial": NegativeBinomial,
}


def negative_log_likelihood(kind: type[Distribution], value, parameters, loc, scale, *, joint):
    """Of single numbers or (`joint`) of all those along the last axis. Samples are scaled by
    `scale` and shifted by `loc`, or None."""
    parameters, loc, scale = kind.affine(parameters, loc, scale)
    if scale is not None:
        value = (value - loc) / scale
    loss = -kind.log_likelihood(value, *parameters)
    if scale is not None:
        loss = loss + ops.log(ops.abs(scale))
    return ops.sum(loss, -1) if joint else loss


def nll_loss(kind: type[Distribution], value, parameters, loc, scale, *, joint: bool):
    """The mean of `negative_log_likelihood`."""
    loss = negative_log_likelihood(kind, value, parameters, loc, scale, joint=joint)
    return ops.mean(loss, tuple(range(len(ops.shape(loss)))))


def samples(kind: type[Distribution], parameters, loc, scale, *, count: int, seed: int):
    """[b count ...] for parameters [b ...], sampled on the host from this seed."""
    first = parameters[0]
    parameters, loc, scale = kind.affine(parameters, loc, scale)
    shape = tuple(int(size) for size in ops.shape(first))
    generator = np.random.default_rng(seed)
    arrays = [np.expand_dims(_host(x), 1) for x in parameters]
    sampled = kind.sample(generator, (shape[0], count, *shape[1:]), *arrays)
    sampled = ops.asarray(sampled, like=first, dtype=ops.dtype(first))
    if scale is None:
        return sampled
    return sampled * ops.unsqueeze(scale, 1) + ops.unsqueeze(loc, 1)


def _host(x) -> np.ndarray:
    x = ops.cast(x, "float32") if ops.dtype(x) in ("float16", "bfloat16") else x
    return np.asarray(x.detach().cpu() if hasattr(x, "detach") else x)
