"""Batch norm that keeps to the statistics and scales it was loaded with.

Detectors see few, large images at once, whose own statistics would say little: their backbones
are built `with frozen_batch_norms()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from .. import nn, ops

_frozen: ContextVar[bool] = ContextVar("frozen", default=False)


class FrozenBatchNorm2d(nn.Module):
    """A fixed scale and shift of each channel: nothing here is trained."""

    def __init__(self, num_features: int, *, eps: float):
        super().__init__()
        self.eps = eps
        self.weight = nn.Buffer((num_features,), init="ones")
        self.bias = nn.Buffer((num_features,), init="zeros")
        self.running_mean = nn.Buffer((num_features,), init="zeros")
        self.running_var = nn.Buffer((num_features,), init="ones")

    def forward(self, x):  # [b h w c] -> [b h w c]
        mean, variance = ops.asarray(self.running_mean), ops.asarray(self.running_var)
        scale = ops.asarray(self.weight) * ops.rsqrt(variance + self.eps)
        return x * scale + (ops.asarray(self.bias) - mean * scale)


def batch_norm(num_features: int, *, eps: float, momentum: float) -> Any:
    """A backbone's batch norm: a frozen one, where the backbone is built for a detector."""
    if _frozen.get():
        return FrozenBatchNorm2d(num_features, eps=eps)
    return nn.BatchNorm2d(num_features, eps=eps, momentum=momentum)


@contextmanager
def frozen_batch_norms() -> Iterator[None]:
    """Within it, backbones are built with frozen batch norms."""
    token = _frozen.set(True)
    try:
        yield
    finally:
        _frozen.reset(token)
