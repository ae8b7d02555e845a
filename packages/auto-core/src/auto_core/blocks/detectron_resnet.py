"""Detectron2's feature pyramids of ResNets and ResNeXts, with its names of tensors.

He et al., 2015, arXiv:1512.03385; Xie et al., 2016, arXiv:1611.05431; Lin et al., 2016,
arXiv:1612.03144. Batch norms keep the statistics and scales that they were loaded with.

b batch, H and W pixels, h and w pixels of a feature map, d channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._detectron import BASIC, DEPTHS, STAGES

from .. import nn, ops
from .frozen_batch_norm import FrozenBatchNorm2d

EPS = 1e-5


class NormedConv(nn.Module):
    """A convolution that keeps the size (but for its stride), with the norm after it inside."""

    def __init__(self, before: int, after: int, size: int, *, stride: int = 1, groups: int = 1):
        super().__init__()
        self.stride, self.padding, self.groups = stride, size // 2, groups
        self.weight = nn.Parameter((after, before // groups, size, size), init="normal")
        self.norm = FrozenBatchNorm2d(after, eps=EPS)

    def forward(self, x):  # [b h w d] -> [b h/stride w/stride d]
        sizes = dict(stride=self.stride, padding=self.padding, dilation=1, groups=self.groups)
        return self.norm(ops.conv2d(x, ops.asarray(self.weight), **sizes))


class Stem(nn.Module):
    def __init__(self, channels: int, d: int):
        super().__init__()
        self.conv1 = NormedConv(channels, d, 7, stride=2)

    def forward(self, x):  # [b H W c] -> [b H/4 W/4 d]
        return ops.max_pool2d(ops.relu(self.conv1(x)), 3, stride=2, padding=1)


class BasicBlock(nn.Block):
    """Two convolutions of 3x3 beside a shortcut."""

    def __init__(self, before: int, after: int, *, stride: int, **options: Any):
        super().__init__()
        self.shortcut = _shortcut(before, after, stride=stride)
        self.conv1 = NormedConv(before, after, 3, stride=stride)
        self.conv2 = NormedConv(after, after, 3)

    def forward(self, x):  # [b h w d] -> [b h/stride w/stride d]
        residual = x if self.shortcut is None else self.shortcut(x)
        return ops.relu(self.conv2(ops.relu(self.conv1(x))) + residual)


class BottleneckBlock(nn.Block):
    """A convolution of 3x3, in groups, between two of 1x1, beside a shortcut."""

    def __init__(
        self, before: int, after: int, *, stride: int, narrow: int, groups: int, early: bool
    ):
        super().__init__()
        first, second = (stride, 1) if early else (1, stride)
        self.shortcut = _shortcut(before, after, stride=stride)
        self.conv1 = NormedConv(before, narrow, 1, stride=first)
        self.conv2 = NormedConv(narrow, narrow, 3, stride=second, groups=groups)
        self.conv3 = NormedConv(narrow, after, 1)

    def forward(self, x):  # [b h w d] -> [b h/stride w/stride d]
        residual = x if self.shortcut is None else self.shortcut(x)
        x = ops.relu(self.conv2(ops.relu(self.conv1(x))))
        return ops.relu(self.conv3(x) + residual)


def _shortcut(before: int, after: int, *, stride: int) -> Any:
    return None if before == after else NormedConv(before, after, 1, stride=stride)


class ResNet(nn.Module):
    """The feature maps of the four stages, a quarter of the image's size and then ever half."""

    def __init__(self, config: Any):
        super().__init__()
        depth, groups = config.features("RESNETS.DEPTH"), config.features("RESNETS.NUM_GROUPS")
        before = config.features("RESNETS.STEM_OUT_CHANNELS")
        after = config.features("RESNETS.RES2_OUT_CHANNELS")
        narrow = groups * config.features("RESNETS.WIDTH_PER_GROUP")
        self.frozen = config.features("BACKBONE.FREEZE_AT")
        self.stem = Stem(len(config.features("PIXEL_MEAN")), before)
        block: Any = BasicBlock if depth in BASIC else BottleneckBlock
        for index, (name, blocks) in enumerate(zip(STAGES, DEPTHS[depth], strict=True)):
            options = dict(
                narrow=narrow << index,
                groups=groups,
                early=config.features("RESNETS.STRIDE_IN_1X1"),
            )
            first = block(before, after << index, stride=2 if index else 1, **options)
            before = after << index
            rest = (block(before, before, stride=1, **options) for _ in range(blocks - 1))
            setattr(self, name, nn.ModuleList([first, *rest]))

    def forward(self, x) -> list[Any]:  # [b H W c] -> [b h w d] of each stage
        x, maps = self.kept(self.stem(x), 1), []
        for index, name in enumerate(STAGES, start=2):
            for block in getattr(self, name):
                x = block(x)
            x = self.kept(x, index)
            maps.append(x)
        return maps

    def kept(self, x, index: int):
        """A stage's output, without a way back to the parameters of stages that are not trained."""
        return ops.detach(x) if self.frozen >= index else x


class FPN(nn.Module):
    """The finest map of a pyramid, to which each coarser one is added.

    The convolutions after the coarser maps are part of checkpoints, and make nothing here.
    """

    def __init__(self, config: Any):
        super().__init__()
        self.bottom_up = ResNet(config)
        self.average = config.features("FPN.FUSE_TYPE") == "avg"
        d = config.features("FPN.OUT_CHANNELS")
        for index in range(len(STAGES)):
            before = config.features("RESNETS.RES2_OUT_CHANNELS") << index
            setattr(self, f"fpn_lateral{index + 2}", nn.Conv2d(before, d, 1))
            setattr(self, f"fpn_output{index + 2}", nn.Conv2d(d, d, 3, padding=1))

    def forward(self, x):  # [b H W c] -> [b H/4 W/4 d]
        *finer, coarsest = enumerate(self.bottom_up(x), start=2)
        merged = self.lateral(*coarsest)
        for index, features in reversed(finer):
            lateral = self.lateral(index, features)
            size = ops.shape(lateral)[1:3]
            above = ops.interpolate(merged, size, mode="nearest", align_corners=False)
            merged = lateral + above
            merged = merged / 2 if self.average else merged
        return self.fpn_output2(merged)

    def lateral(self, index: int, features):
        return getattr(self, f"fpn_lateral{index}")(features)
