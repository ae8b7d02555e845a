"""ResNet as timm has it and under its names: He et al., 2015, arXiv:1512.03385, with the stride in
the 3x3 convolution; deep stems and averaging shortcuts are of He et al., 2018, arXiv:1812.01187.

b batch, H and W pixels, h and w pixels of a feature map, c channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._timm import ResNetSizes

from .. import nn, ops
from .backbone import channels_first
from .convnets import from_pixels
from .frozen_batch_norm import batch_norm
from .image_heads import Identity

CHANNELS = (64, 128, 256, 512)  # of each stage's 3x3 convolutions, before `base_width`


def norm(channels: int) -> Any:
    return batch_norm(channels, eps=1e-5, momentum=0.1)


def convolution(before: int, after: int, size: int, *, stride: int = 1, **more: int) -> Any:
    padding = more.get("dilation", 1) * (size // 2)
    return nn.Conv2d(before, after, size, stride=stride, padding=padding, bias=False, **more)


class AvgPool(nn.Module):
    """Means of 2x2 pixels, the last ones of what is left of an odd size."""

    def forward(self, x):  # [b h w c] -> [b h/2 w/2 c]
        height, width = ops.shape(x)[1:3]
        # One pixel more at the end of an odd size, which does not count.
        down, right = height % 2, width % 2
        x = ops.pad(x, [(0, 0), (0, down), (0, right), (0, 0)], value=0)
        counted = ops.pad(
            ops.ones((1, height, width, 1), like=x),
            [(0, 0), (0, down), (0, right), (0, 0)],
            value=0,
        )
        options: dict[str, Any] = dict(stride=2, padding=0, count_include_pad=True)
        return ops.avg_pool2d(x, 2, **options) / ops.avg_pool2d(counted, 2, **options)


class Relu(nn.Module):
    def forward(self, x):
        return ops.relu(x)


def shortcut(sizes: ResNetSizes, before: int, after: int, stride: int) -> Any:
    """A convolution of 1x1 where the sizes differ, or None."""
    if stride == 1 and before == after:
        return None
    if not sizes.avg_down:
        return nn.ModuleList([convolution(before, after, 1, stride=stride), norm(after)])
    pool = Identity() if stride == 1 else AvgPool()
    return nn.ModuleList([pool, convolution(before, after, 1), norm(after)])


class BasicBlock(nn.Block):
    """Two 3x3 convolutions."""

    expansion = 1

    def __init__(
        self, sizes: ResNetSizes, before: int, planes: int, *, stride: int, dilations: Any
    ):
        super().__init__()
        first, second = dilations
        self.conv1 = convolution(before, planes, 3, stride=stride, dilation=first)
        self.bn1 = norm(planes)
        self.conv2 = convolution(planes, planes, 3, dilation=second)
        self.bn2 = norm(planes)
        self.downsample = shortcut(sizes, before, planes, stride)

    def forward(self, hidden):  # [b h w c] -> [b h/stride w/stride c]
        change = ops.relu(self.bn1(self.conv1(hidden)))
        change = self.bn2(self.conv2(change))
        for layer in self.downsample or ():
            hidden = layer(hidden)
        return ops.relu(change + hidden)


class Bottleneck(nn.Block):
    """A 3x3 convolution of fewer channels between two of 1x1."""

    expansion = 4

    def __init__(
        self, sizes: ResNetSizes, before: int, planes: int, *, stride: int, dilations: Any
    ):
        super().__init__()
        groups, after = sizes.cardinality, planes * self.expansion
        width = planes * sizes.base_width // 64 * groups
        self.conv1, self.bn1 = convolution(before, width, 1), norm(width)
        self.conv2 = convolution(
            width, width, 3, stride=stride, dilation=dilations[0], groups=groups
        )
        self.bn2 = norm(width)
        self.conv3, self.bn3 = convolution(width, after, 1), norm(after)
        self.downsample = shortcut(sizes, before, after, stride)

    def forward(self, hidden):  # [b h w c] -> [b h/stride w/stride c]
        change = ops.relu(self.bn1(self.conv1(hidden)))
        change = ops.relu(self.bn2(self.conv2(change)))
        change = self.bn3(self.conv3(change))
        for layer in self.downsample or ():
            hidden = layer(hidden)
        return ops.relu(change + hidden)


class TimmResNet(nn.Module):
    """The network, with a classifier where there are classes.

    output_stride: pixels of an image per pixel of the last feature map, 32, 16 or 8; with less
    than 32 the later stages are dilated instead.
    """

    def __init__(
        self, sizes: ResNetSizes, *, channels: int, classes: int = 0, output_stride: int = 32
    ):
        super().__init__()
        self.in_channels = channels
        if sizes.stem == "deep":
            self.conv1 = nn.ModuleList(
                [
                    convolution(channels, 32, 3, stride=2),
                    norm(32),
                    Relu(),
                    convolution(32, 32, 3),
                    norm(32),
                    Relu(),
                    convolution(32, 64, 3),
                ]
            )
        else:
            self.conv1 = convolution(channels, 64, 7, stride=2)
        self.deep = bool(sizes.stem)
        self.bn1 = norm(64)
        block = Bottleneck if sizes.bottleneck else BasicBlock
        before, reached, dilation = 64, 4, 1
        for i, (planes, depth) in enumerate(zip(CHANNELS, sizes.depths, strict=True)):
            stride, previous = 2 if i else 1, dilation
            if reached >= output_stride:
                dilation, stride = dilation * stride, 1
            reached *= stride
            blocks = []
            for j in range(depth):
                # The first block of a dilated stage still has the dilation of the one before.
                dilations = (dilation if j else previous, dilation)
                step = 1 if j else stride
                blocks.append(block(sizes, before, planes, stride=step, dilations=dilations))
                before = planes * block.expansion
            setattr(self, f"layer{i + 1}", nn.ModuleList(blocks))
        self.fc = nn.Linear(before, classes) if classes else None

    @staticmethod
    def channels_of(sizes: ResNetSizes) -> tuple[int, ...]:
        """Channels of the stem and of each stage."""
        expansion = 4 if sizes.bottleneck else 1
        return (64, *(planes * expansion for planes in CHANNELS))

    def stages(self, pixel_values, *, fixed: int = 0) -> list[Any]:
        """What the stem and each stage give, [b h w c] each; gradients stop after the stage
        `fixed`."""
        hidden = from_pixels(pixel_values, channels=self.in_channels)
        for layer in self.conv1 if self.deep else (self.conv1,):
            hidden = layer(hidden)
        states = [ops.relu(self.bn1(hidden))]
        hidden = ops.max_pool2d(states[0], 3, stride=2, padding=1)
        for i in range(1, 5):
            for block in getattr(self, f"layer{i}"):
                hidden = block(hidden)
            if i == fixed:
                hidden = ops.detach(hidden)
            states.append(hidden)
        return states

    def forward(self, pixel_values):  # -> the last state and all of them, [b c h w] each
        states = tuple(channels_first(state) for state in self.stages(pixel_values))
        return states[-1], states

    def pooled(self, last):  # [b c h w] -> [b c]
        return ops.mean(last, (2, 3))

    def score(self, pooled):
        return pooled if self.fc is None else self.fc(pooled)
