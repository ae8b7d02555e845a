"""Weight normalisation of convolutions: Salimans and Kingma, 2016, arXiv:1602.07868.

Checkpoints hold the two as `weight_g` and `weight_v`, or under the names they have here; or, see
`auto_core.checkpoints.weight_norm`, the weight itself.
"""

from __future__ import annotations

from .. import nn, ops


class Polar(nn.Module):
    """The length `original0`, and `original1`, of which only the direction counts."""

    def __init__(self, shape: tuple[int, int, int], dim: int):
        super().__init__()
        lengths = tuple(size if axis == dim else 1 for axis, size in enumerate(shape))
        self.original0 = nn.Parameter(lengths, init="ones")
        self.original1 = nn.Parameter(shape, init="normal")
        self.others = tuple(axis for axis in range(3) if axis != dim)

    def forward(self):  # [out in/groups k]
        length, direction = ops.asarray(self.original0), ops.asarray(self.original1)
        norm = ops.sqrt(ops.sum(direction * direction, self.others, keepdim=True))
        return length * direction / norm


class Parametrizations(nn.Module):
    def __init__(self, shape: tuple[int, int, int], dim: int):
        super().__init__()
        self.weight = Polar(shape, dim)


class WeightNormConv1d(nn.Module):
    """nn.Conv1d with one norm per index along axis `dim` of its weight [out in/groups k]."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        *,
        stride: int = 1,
        padding: int = 0,
        dilation: int = 1,
        groups: int = 1,
        dim: int,
    ):
        super().__init__()
        self.stride, self.padding = stride, padding
        self.dilation, self.groups = dilation, groups
        shape = (out_channels, in_channels // groups, kernel_size)
        self.parametrizations = Parametrizations(shape, dim)
        self.bias = nn.Parameter((out_channels,), init="zeros")

    def forward(self, x):  # [b t in] -> [b u out]
        return ops.conv1d(
            x,
            self.parametrizations.weight(),
            ops.asarray(self.bias),
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            groups=self.groups,
        )
