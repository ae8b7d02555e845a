"""Normalisation layers."""

from __future__ import annotations

import numpy as np

from auto_core.nn.module import Buffer, Module, Parameter
from auto_core.ops.math import in_float32
from auto_core.ops.tensor import Tensor


class LayerNorm(Module):
    """Normalise the last axis to mean 0 and variance 1, then scale and shift.

    Ba et al., 2016, arXiv:1607.06450. `eps` is added to the variance. Checkpoint: weight [d],
    bias [d].
    """

    def __init__(self, normalized_shape: int, *, eps: float, bias: bool = True):
        super().__init__()
        self.eps = eps
        self.weight = Parameter((normalized_shape,), init="ones")
        self.bias = Parameter((normalized_shape,), init="zeros") if bias else None

    def forward(self, x: Tensor) -> Tensor:  # [... d] -> [... d]
        return in_float32(self._normalise, x)

    def _normalise(self, x: Tensor) -> Tensor:
        centred = x - np.mean(x, axis=-1, keepdims=True)
        variance = np.mean(centred**2, axis=-1, keepdims=True)
        y = centred / np.sqrt(variance + self.eps) * self.weight.materialised()
        return y if self.bias is None else y + self.bias.materialised()

    def extra_repr(self) -> str:
        return f"{self.weight.shape[0]}, eps={self.eps}"


class RMSNorm(Module):
    """Divide the last axis by its root mean square, then scale: no mean is taken away.

    Zhang & Sennrich, 2019, arXiv:1910.07467. `eps` is added to the mean square. Checkpoint:
    weight [d].
    """

    def __init__(self, normalized_shape: int, *, eps: float):
        super().__init__()
        self.eps = eps
        self.weight = Parameter((normalized_shape,), init="ones")

    def forward(self, x: Tensor) -> Tensor:  # [... d] -> [... d]
        return in_float32(self._normalise, x)

    def _normalise(self, x: Tensor) -> Tensor:
        size = np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + self.eps)
        return x / size * self.weight.materialised()

    def extra_repr(self) -> str:
        return f"{self.weight.shape[0]}, eps={self.eps}"


class _BatchNorm(Module):
    """Normalise each channel (the last axis) over everything else, then scale and shift.

    Ioffe & Szegedy, 2015, arXiv:1502.03167. In training by the statistics of the batch, which
    move the running ones by the share `momentum`; else by the running ones. `eps` is added to
    the variance. The running variance is the unbiased one.
    Checkpoint: weight [c], bias [c], running_mean [c], running_var [c], num_batches_tracked [].
    """

    def __init__(self, num_features: int, *, eps: float, momentum: float, affine: bool = True):
        super().__init__()
        self.eps, self.momentum = eps, momentum
        self.weight = Parameter((num_features,), init="ones") if affine else None
        self.bias = Parameter((num_features,), init="zeros") if affine else None
        self.running_mean = Buffer((num_features,), init="zeros")
        self.running_var = Buffer((num_features,), init="ones")
        self.num_batches_tracked = Buffer((), init="zeros", dtype="int64")

    def forward(self, x: Tensor) -> Tensor:  # [b ... c] -> [b ... c]
        return in_float32(self._normalise, x)

    def _normalise(self, x: Tensor) -> Tensor:
        mean, variance = self.running_mean.materialised(), self.running_var.materialised()
        if self.training:
            axes = tuple(range(x.ndim - 1))
            mean, variance = np.mean(x, axis=axes), np.var(x, axis=axes)
            count = x.size // x.shape[-1]
            self._follow(self.running_mean, mean)
            self._follow(self.running_var, variance * count / max(count - 1, 1))
            self.num_batches_tracked.data = self.num_batches_tracked.materialised() + 1
        y = (x - mean) / np.sqrt(variance.astype(x.dtype) + self.eps)
        if self.weight is None or self.bias is None:
            return y
        return y * self.weight.materialised() + self.bias.materialised()

    def _follow(self, running: Buffer, now: Tensor) -> None:
        old = running.materialised()
        running.data = ((1 - self.momentum) * old + self.momentum * now).astype(old.dtype)

    def extra_repr(self) -> str:
        return f"{self.running_mean.shape[0]}, eps={self.eps}, momentum={self.momentum}"


class BatchNorm1d(_BatchNorm):
    """Batch norm of vectors [b c] or sequences [b t c]."""


class BatchNorm2d(_BatchNorm):
    """Batch norm of images [b h w c]."""


class GroupNorm(Module):
    """Normalise each sample's groups of neighbouring channels, then scale and shift channels.

    Wu & He, 2018, arXiv:1803.08494. Mean and variance are those of a group over all positions;
    `eps` is added to the variance. Checkpoint: weight [c], bias [c].
    """

    def __init__(self, num_groups: int, num_channels: int, *, eps: float, affine: bool = True):
        super().__init__()
        self.num_groups, self.eps = num_groups, eps
        self.weight = Parameter((num_channels,), init="ones") if affine else None
        self.bias = Parameter((num_channels,), init="zeros") if affine else None

    def forward(self, x: Tensor) -> Tensor:  # [b ... c] -> [b ... c]
        return in_float32(self._normalise, x)

    def _normalise(self, x: Tensor) -> Tensor:
        positions = int(np.prod(x.shape[1:-1]))
        size = x.shape[-1] // self.num_groups
        groups = x.reshape(x.shape[0], positions, self.num_groups, size)
        centred = groups - np.mean(groups, axis=(1, 3), keepdims=True)
        variance = np.mean(centred**2, axis=(1, 3), keepdims=True)
        y = (centred / np.sqrt(variance + self.eps)).reshape(x.shape)
        if self.weight is None or self.bias is None:
            return y
        return y * self.weight.materialised() + self.bias.materialised()

    def extra_repr(self) -> str:
        return f"{self.num_groups}, eps={self.eps}"
