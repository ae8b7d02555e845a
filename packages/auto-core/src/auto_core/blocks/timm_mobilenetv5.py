"""MobileNet-V5, Gemma 3n's image encoder, as timm has it and under its names: blocks of MobileNetV4
(Qin et al., 2024, arXiv:2404.10518), and the last two stages put together.

b batch, H and W pixels, h and w pixels of a feature map, c channels, n pixels of it, m of a smaller
one, k heads, s size of a head.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._channels import divisible
from auto_core.configs._timm import MobileNetV5Sizes, MobileStack
from auto_core.errors import InputError
from auto_core.initializers import Constant

from .. import nn, ops
from .activations import activation
from .backbone import channels_first
from .convnets import from_pixels
from .timm_efficientnet import convolution, convolved

EPS, ACT, SCALE = 1e-6, "gelu_pytorch_tanh", 1e-5


class TimmConvNorm(nn.Module):
    """A convolution and a norm over channels, and perhaps an activation."""

    def __init__(
        self,
        before: int,
        after: int,
        size: int = 1,
        *,
        stride: int = 1,
        groups: int = 1,
        bias: bool = False,
        acts: bool = True,
    ):
        super().__init__()
        self.options = tuple(dict(same=True, size=size, stride=stride).items())
        padding = 0 if stride > 1 else size // 2
        self.conv = nn.Conv2d(
            before, after, size, stride=stride, padding=padding, groups=groups, bias=bias
        )
        self.bn = nn.RMSNorm(after, eps=EPS)
        self.activation = activation(ACT) if acts else None

    def forward(self, hidden):  # [b h w c] -> [b h/stride w/stride c]
        hidden = self.bn(convolved(self.conv, hidden, **dict(self.options)))
        return hidden if self.activation is None else self.activation(hidden)


class TimmLayerScale(nn.Module):
    """A factor for each channel."""

    def __init__(self, channels: int):
        super().__init__()
        self.gamma = nn.Parameter((channels,), init=Constant(SCALE))

    def forward(self, hidden):  # [b h w c]
        return hidden * ops.asarray(self.gamma)


class TimmEdgeResidual(nn.Block):
    """A convolution that widens, and one of 1x1."""

    def __init__(self, stack: MobileStack, before: int, after: int):
        super().__init__()
        wide = divisible(before * stack.ratio)
        self.options = tuple(dict(same=True, size=stack.kernel, stride=stack.stride).items())
        self.adds = stack.stride == 1 and before == after
        self.conv_exp = convolution(before, wide, stack.kernel, stride=stack.stride, same=True)
        self.bn1 = nn.RMSNorm(wide, eps=EPS)
        self.conv_pwl = nn.Conv2d(wide, after, 1, bias=False)
        self.bn2 = nn.RMSNorm(after, eps=EPS)
        self.activation = activation(ACT)

    def forward(self, hidden):  # [b h w c] -> [b h/stride w/stride c]
        change = self.activation(self.bn1(convolved(self.conv_exp, hidden, **dict(self.options))))
        change = self.bn2(self.conv_pwl(change))
        return hidden + change if self.adds else change


class TimmUniversalResidual(nn.Block):
    """Two convolutions of 1x1, perhaps with depthwise ones before and between them."""

    def __init__(self, stack: MobileStack, before: int, after: int, *, scales: bool = True):
        super().__init__()
        wide, stride = divisible(before * stack.ratio), stack.stride
        self.adds = scales and stride == 1 and before == after
        self.dw_start = self.dw_mid = self.layer_scale = None
        if stack.start:
            first = 1 if stack.kernel else stride
            self.dw_start = TimmConvNorm(
                before, before, stack.start, stride=first, groups=before, acts=False
            )
        self.pw_exp = TimmConvNorm(before, wide)
        if stack.kernel:
            self.dw_mid = TimmConvNorm(wide, wide, stack.kernel, stride=stride, groups=wide)
        self.pw_proj = TimmConvNorm(wide, after, acts=False)
        if scales:
            self.layer_scale = TimmLayerScale(after)

    def forward(self, hidden):  # [b h w c] -> [b h/stride w/stride c]
        change = hidden if self.dw_start is None else self.dw_start(hidden)
        change = self.pw_exp(change)
        change = change if self.dw_mid is None else self.dw_mid(change)
        change = self.pw_proj(change)
        change = change if self.layer_scale is None else self.layer_scale(change)
        return hidden + change if self.adds else change


class TimmProjection(nn.Module):
    """A convolution of 1x1, perhaps after one that leaves fewer pixels."""

    def __init__(self, before: int, after: int, *, kernel: int = 1, reduce: int = 1):
        super().__init__()
        self.down_conv = self.norm = None
        self.options = tuple(dict(same=True, size=kernel, stride=reduce).items())
        if reduce > 1:
            self.down_conv = convolution(
                before, before, kernel, stride=reduce, groups=before, same=True
            )
            self.norm = nn.RMSNorm(before, eps=EPS)
        self.proj = nn.Conv2d(before, after, 1, bias=False)

    def forward(self, hidden):  # [b h w c] -> [b n c]
        if self.down_conv is not None:
            hidden = self.norm(convolved(self.down_conv, hidden, **dict(self.options)))
        hidden = self.proj(hidden)
        batch, height, width, channels = ops.shape(hidden)
        return ops.reshape(hidden, (batch, height * width, channels))


class TimmMultiQueryAttention(nn.Module):
    """Attention of several heads of queries to one of keys and values."""

    def __init__(self, stack: MobileStack, channels: int):
        super().__init__()
        self.heads, self.size = stack.heads, stack.size
        fewer = dict(kernel=stack.kernel, reduce=stack.reduce)
        self.query = TimmProjection(channels, stack.heads * stack.size)
        self.key = TimmProjection(channels, stack.size, **fewer)
        self.value = TimmProjection(channels, stack.size, **fewer)
        self.output = TimmProjection(stack.heads * stack.size, channels)

    def forward(self, hidden):  # [b h w c] -> [b h w c]
        query, key, value = self.query(hidden), self.key(hidden), self.value(hidden)
        batch, pixels, _ = ops.shape(query)
        query = ops.reshape(query, (batch, pixels, self.heads, self.size))
        scores = ops.einsum("bnks,bms->bnkm", query * self.size**-0.5, key)
        mixed = ops.einsum("bnkm,bms->bnks", ops.softmax(scores, -1), value)
        mixed = ops.reshape(mixed, (*ops.shape(hidden)[:3], self.heads * self.size))
        return ops.reshape(self.output(mixed), ops.shape(hidden))


class TimmMobileAttention(nn.Block):
    def __init__(self, stack: MobileStack, channels: int):
        super().__init__()
        self.norm = nn.RMSNorm(channels, eps=EPS)
        self.attn = TimmMultiQueryAttention(stack, channels)
        self.layer_scale = TimmLayerScale(channels)

    def forward(self, hidden):  # [b h w c] -> [b h w c]
        return hidden + self.layer_scale(self.attn(self.norm(hidden)))


def made(stack: MobileStack, before: int, after: int) -> Any:
    """The block that a line says."""
    if stack.kind == "mqa":
        return TimmMobileAttention(stack, after)
    return {"er": TimmEdgeResidual, "uir": TimmUniversalResidual}[stack.kind](stack, before, after)


class TimmFusion(nn.Module):
    """The maps of the last two stages as one of a given size."""

    def __init__(self, before: int, sizes: MobileNetV5Sizes):
        super().__init__()
        self.resolution = sizes.resolution
        self.ffn = TimmUniversalResidual(
            MobileStack("uir", sizes.features, ratio=2), before, sizes.features, scales=False
        )
        self.norm = nn.RMSNorm(sizes.features, eps=EPS)

    def forward(self, larger, smaller):  # two of [b h w c] -> [b r r features]
        height, width = size = ops.shape(larger)[1:3]
        if tuple(ops.shape(smaller)[1:3]) != tuple(size):
            smaller = ops.interpolate(smaller, size, mode="nearest", align_corners=False)
        hidden, r = self.ffn(ops.cat([larger, smaller], -1)), self.resolution
        if height % r or width % r:
            hidden = ops.interpolate(hidden, (r, r), mode="bilinear", align_corners=False)
        elif (height, width) != (r, r):
            kernel = (height // r, width // r)
            hidden = ops.avg_pool2d(
                hidden, kernel, stride=kernel, padding=0, count_include_pad=True
            )
        return self.norm(hidden)


class TimmMobileNetV5(nn.Module):
    """The encoder, without a classifier."""

    def __init__(self, sizes: MobileNetV5Sizes, *, channels: int):
        super().__init__()
        self.in_channels = channels
        before = sizes.stem_channels
        self.conv_stem = TimmConvNorm(channels, before, 3, stride=2, bias=True)
        stages, last = [], []
        for stage in sizes.stages:
            blocks = []
            for stack in stage:
                after = sizes.channels(stack.channels)
                blocks.append(made(stack, before, after))
                before = after
            stages.append(nn.ModuleList(blocks))
            last.append(before)
        self.blocks = nn.ModuleList(stages)
        self.msfa = TimmFusion(sum(last[-2:]), sizes)

    def forward(self, pixel_values):
        """-> [b c h w], and the maps of the stem and of each stage."""
        hidden = self.conv_stem(from_pixels(pixel_values, channels=self.in_channels))
        states: list[Any] = [hidden]
        for stage in self.blocks:
            for block in stage:
                hidden = block(hidden)
            states.append(hidden)
        fused = self.msfa(*states[-2:])
        return channels_first(fused), tuple(channels_first(state) for state in states)

    def pooled(self, last):
        """There is none.

        Raises:
            InputError: always.
        """
        raise InputError("do_pooling=True: MobileNet-V5 as an encoder has no pooled output.")
