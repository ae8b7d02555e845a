"""EfficientNet and MobileNetV3 as timm has them and under its names: Tan and Le, 2019,
arXiv:1905.11946; Howard et al., 2019, arXiv:1905.02244.

b batch, H and W pixels, h and w pixels of a feature map, c channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._channels import divisible
from auto_core.configs._timm import EfficientSizes, EfficientStack

from .. import nn, ops
from .activations import activation
from .backbone import channels_first
from .convnets import from_pixels
from .same_padding import pad_same


def convolution(
    before: int, after: int, size: int, *, same: bool, stride: int = 1, groups: int = 1
) -> Any:
    """A convolution that keeps the size, but for its stride; see `convolved`."""
    padding = 0 if same and stride > 1 else size // 2
    return nn.Conv2d(before, after, size, stride=stride, padding=padding, groups=groups, bias=False)


def convolved(layer, hidden, *, same: bool, size: int, stride: int):
    """[b h w c] through a layer of `convolution`; with `same` what is odd is padded at the end, as
    TensorFlow does it."""
    if same and stride > 1:
        hidden = pad_same(hidden, size=size, stride=stride)
    return layer(hidden)


class TimmSqueezeExcite(nn.Module):
    """Weights of channels, between 0 and 1, by what is in the whole map."""

    def __init__(self, sizes: EfficientSizes, channels: int, narrow: int, act: str):
        super().__init__()
        self.conv_reduce = nn.Conv2d(channels, narrow, 1)
        self.conv_expand = nn.Conv2d(narrow, channels, 1)
        self.hard = sizes.small_head
        self.activation = activation("relu" if self.hard else act)

    def forward(self, hidden):  # [b h w c]
        weights = self.conv_reduce(ops.mean(hidden, (1, 2), keepdim=True))
        weights = self.conv_expand(self.activation(weights))
        if self.hard:
            return hidden * (ops.clamp(weights + 3.0, min=0.0, max=6.0) / 6.0)
        return hidden * ops.sigmoid(weights)


class TimmEfficientBlock(nn.Block):
    """A convolution alone ("cn"), a depthwise one and one of 1x1 ("ds"), or an inverted residual
    ("ir")."""

    def __init__(
        self, sizes: EfficientSizes, stack: EfficientStack, before: int, after: int, *, stride: int
    ):
        super().__init__()
        act = "relu" if stack.relu else sizes.act
        self.kind, self.adds = stack.kind, stride == 1 and before == after and stack.kind != "cn"
        self.activation = activation(act)
        self.options = tuple(dict(same=sizes.same, size=stack.kernel, stride=stride).items())
        same = sizes.same

        def norm(channels: int) -> Any:
            return nn.BatchNorm2d(channels, eps=sizes.eps, momentum=0.1)

        if self.kind == "cn":
            self.conv = convolution(before, after, stack.kernel, stride=stride, same=same)
            self.bn1 = norm(after)
            return
        wide = before if self.kind == "ds" else divisible(before * stack.ratio)
        depthwise = convolution(wide, wide, stack.kernel, stride=stride, groups=wide, same=same)
        self.se = None
        if stack.squeezes:
            narrow = divisible(wide / 4) if sizes.small_head else round(wide / stack.ratio / 4)
            self.se = TimmSqueezeExcite(sizes, wide, narrow, act)
        if self.kind == "ds":
            self.conv_dw, self.bn1 = depthwise, norm(wide)
            self.conv_pw, self.bn2 = convolution(wide, after, 1, same=same), norm(after)
        else:
            self.conv_pw, self.bn1 = convolution(before, wide, 1, same=same), norm(wide)
            self.conv_dw, self.bn2 = depthwise, norm(wide)
            self.conv_pwl, self.bn3 = convolution(wide, after, 1, same=same), norm(after)

    def forward(self, hidden):  # [b h w c] -> [b h/stride w/stride c]
        if self.kind == "cn":
            return self.activation(self.bn1(convolved(self.conv, hidden, **dict(self.options))))
        if self.kind == "ds":
            change = self.activation(
                self.bn1(convolved(self.conv_dw, hidden, **dict(self.options)))
            )
            change = self.bn2(self.conv_pw(self.squeezed(change)))
        else:
            change = self.activation(self.bn1(self.conv_pw(hidden)))
            change = self.activation(
                self.bn2(convolved(self.conv_dw, change, **dict(self.options)))
            )
            change = self.bn3(self.conv_pwl(self.squeezed(change)))
        return hidden + change if self.adds else change

    def squeezed(self, hidden):
        return hidden if self.se is None else self.se(hidden)


class TimmEfficientNet(nn.Module):
    """The network, with a classifier where there are classes."""

    def __init__(self, sizes: EfficientSizes, *, channels: int, classes: int = 0):
        super().__init__()
        self.in_channels, self.small_head = channels, sizes.small_head
        self.activation = activation(sizes.act)
        before = sizes.stem_channels
        self.same = sizes.same
        self.conv_stem = convolution(channels, before, 3, same=sizes.same, stride=2)
        self.bn1 = nn.BatchNorm2d(before, eps=sizes.eps, momentum=0.1)
        stages = []
        for stage in sizes.stages:
            blocks = []
            for stack in stage:
                after = sizes.channels(stack.channels)
                for i in range(sizes.repeats(stack)):
                    stride = 1 if i else stack.stride
                    blocks.append(TimmEfficientBlock(sizes, stack, before, after, stride=stride))
                    before = after
            stages.append(nn.ModuleList(blocks))
        self.blocks = nn.ModuleList(stages)
        self.shrinks = [stage[0].stride > 1 for stage in sizes.stages]
        head = sizes.head_channels
        # Of MobileNetV3 the last convolution comes after pooling, and has a bias for a norm.
        self.conv_head = nn.Conv2d(before, head, 1, bias=self.small_head)
        self.bn2 = None if self.small_head else nn.BatchNorm2d(head, eps=sizes.eps, momentum=0.1)
        self.classifier = nn.Linear(head, classes) if classes else None

    def forward(self, pixel_values):
        """-> [b c h w], and the last map of each size."""
        hidden = from_pixels(pixel_values, channels=self.in_channels)
        hidden = convolved(self.conv_stem, hidden, same=self.same, size=3, stride=2)
        hidden = self.activation(self.bn1(hidden))
        states: list[Any] = []
        for shrinks, stage in zip(self.shrinks, self.blocks, strict=True):
            if shrinks:
                states.append(channels_first(hidden))
            for block in stage:
                hidden = block(hidden)
        states.append(channels_first(hidden))
        if self.bn2 is not None:
            hidden = self.activation(self.bn2(self.conv_head(hidden)))
        return channels_first(hidden), tuple(states)

    def pooled(self, last):  # [b c h w] -> [b c]
        mean = ops.mean(last, (2, 3))
        if not self.small_head:
            return mean
        image = ops.unsqueeze(ops.unsqueeze(mean, 1), 1)  # [b 1 1 c]
        return self.activation(self.conv_head(image))[:, 0, 0]

    def score(self, pooled):
        return pooled if self.classifier is None else self.classifier(pooled)
