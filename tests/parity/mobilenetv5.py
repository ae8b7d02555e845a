"""Gemma 3n's image encoder in torch, for transformers, which has it from timm: another way of
writing timm's network, with timm's names. `test_timm_recorded` compares with timm itself."""

from __future__ import annotations

from typing import Any

import torch
from parity import oracle
from torch import nn
from torch.nn import functional as F
from transformers.models.timm_wrapper import modeling_timm_wrapper

from auto_core.configs import _timm
from auto_core.configs._timm import MobileNetV5Sizes, MobileStack

NAME = "mobilenetv5_tiny"
_timm.NETWORKS[NAME] = MobileNetV5Sizes(
    (
        (MobileStack("er", 8, 3, 2, ratio=2), MobileStack("er", 8, 3, ratio=2)),
        (MobileStack("uir", 16, 5, 2, ratio=2, start=3),),
        (
            MobileStack("uir", 16, 0, 2, ratio=2, start=3),
            MobileStack("mqa", 16, 3, heads=2, size=4, reduce=2),
            MobileStack("uir", 16, ratio=2),
        ),
        (MobileStack("uir", 24, 3, 2, ratio=1, start=5), MobileStack("mqa", 24, heads=3, size=4)),
    ),
    stem=8,
    features=16,
    resolution=2,
)


class Norm(nn.Module):
    def __init__(self, channels: int, act: bool = False):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.act = act

    def forward(self, x: Any) -> Any:
        x = x * torch.rsqrt(x.pow(2).mean(1, keepdim=True) + 1e-6) * self.weight[:, None, None]
        return F.gelu(x, approximate="tanh") if self.act else x


class Conv(nn.Conv2d):
    def forward(self, x: Any) -> Any:
        widths: list[int] = []
        for length, kernel, stride in zip(x.shape[2:], self.kernel_size, self.stride, strict=True):
            missing = max((-(-length // stride) - 1) * stride + kernel - length, 0)
            widths = [missing // 2, missing - missing // 2, *widths]
        return super().forward(F.pad(x, widths))


def conv(before: int, after: int, size: int = 1, **options: Any) -> Conv:
    return Conv(before, after, size, bias=False, **options)


class ConvNorm(nn.Module):
    def __init__(self, before: int, after: int, size: int = 1, act: bool = True, **options: Any):
        super().__init__()
        self.conv = Conv(before, after, size, **{"bias": False, **options})
        self.bn = Norm(after, act)

    def forward(self, x: Any) -> Any:
        return self.bn(self.conv(x))


class Scale(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(channels))

    def forward(self, x: Any) -> Any:
        return x * self.gamma[:, None, None]


class Edge(nn.Module):
    def __init__(self, one: MobileStack, before: int, after: int):
        super().__init__()
        wide = int(before * one.ratio)
        self.skip = one.stride == 1 and before == after
        self.conv_exp, self.bn1 = (
            conv(before, wide, one.kernel, stride=one.stride),
            Norm(wide, True),
        )
        self.conv_pwl, self.bn2 = conv(wide, after), Norm(after)

    def forward(self, x: Any) -> Any:
        y = self.bn2(self.conv_pwl(self.bn1(self.conv_exp(x))))
        return x + y if self.skip else y


class Universal(nn.Module):
    def __init__(self, one: MobileStack, before: int, after: int, skip: bool = True):
        super().__init__()
        wide, stride = int(before * one.ratio), one.stride
        self.skip = skip and stride == 1 and before == after
        first = 1 if one.kernel else stride
        start: dict[str, Any] = dict(stride=first, groups=before, act=False)
        self.dw_start = ConvNorm(before, before, one.start, **start) if one.start else nn.Identity()
        self.pw_exp = ConvNorm(before, wide)
        middle: dict[str, Any] = dict(stride=stride, groups=wide)
        self.dw_mid = ConvNorm(wide, wide, one.kernel, **middle) if one.kernel else nn.Identity()
        self.pw_proj = ConvNorm(wide, after, act=False)
        self.layer_scale = Scale(after) if skip else nn.Identity()

    def forward(self, x: Any) -> Any:
        y = self.layer_scale(self.pw_proj(self.dw_mid(self.pw_exp(self.dw_start(x)))))
        return x + y if self.skip else y


def projection(before: int, after: int, one: MobileStack | None = None) -> Any:
    parts: dict[str, Any] = {}
    if one is not None and one.reduce > 1:
        options = dict(stride=one.reduce, groups=before)
        parts = {"down_conv": conv(before, before, one.kernel, **options), "norm": Norm(before)}
    made = nn.Sequential()
    for name, part in (parts | {"proj": conv(before, after)}).items():
        made.add_module(name, part)
    return made


class Queries(nn.Module):
    def __init__(self, one: MobileStack, channels: int):
        super().__init__()
        self.heads, wide = one.heads, one.heads * one.size
        self.query, self.output = projection(channels, wide), projection(wide, channels)
        self.key = projection(channels, one.size, one)
        self.value = projection(channels, one.size, one)

    def forward(self, x: Any) -> Any:
        query = self.query(x).flatten(2).unflatten(1, (self.heads, -1)).transpose(2, 3)
        key, value = (
            part(x).flatten(2).transpose(1, 2)[:, None] for part in (self.key, self.value)
        )
        mixed = F.scaled_dot_product_attention(query, key, value)
        return self.output(mixed.transpose(2, 3).flatten(1, 2).unflatten(2, x.shape[2:]))


class Attention(nn.Module):
    def __init__(self, one: MobileStack, channels: int, _: int):
        super().__init__()
        self.norm, self.attn, self.layer_scale = (
            Norm(channels),
            Queries(one, channels),
            Scale(channels),
        )

    def forward(self, x: Any) -> Any:
        return x + self.layer_scale(self.attn(self.norm(x)))


class Fusion(nn.Module):
    def __init__(self, before: int, features: int, resolution: int):
        super().__init__()
        self.resolution = resolution
        self.ffn = Universal(MobileStack("uir", features, ratio=2), before, features, skip=False)
        self.norm = Norm(features)

    def forward(self, larger: Any, smaller: Any) -> Any:
        smaller = F.interpolate(smaller, size=larger.shape[2:], mode="nearest")
        x, r = self.ffn(torch.cat([larger, smaller], 1)), self.resolution
        height, width = x.shape[2:]
        if height % r or width % r:
            x = F.interpolate(x, size=(r, r), mode="bilinear")
        elif (height, width) != (r, r):
            x = F.avg_pool2d(x, (height // r, width // r))
        return self.norm(x)


class MobileNetV5(nn.Module):
    def __init__(self, sizes: MobileNetV5Sizes, resolution: int):
        super().__init__()
        before = sizes.stem
        self.conv_stem = ConvNorm(3, before, 3, stride=2, bias=True)
        kinds = {"er": Edge, "uir": Universal, "mqa": Attention}
        stages, ends = [], []
        for stage in sizes.stages:
            blocks = []
            for one in stage:
                blocks.append(kinds[one.kind](one, before, one.channels))
                before = one.channels
            stages.append(nn.Sequential(*blocks))
            ends.append(before)
        self.blocks = nn.Sequential(*stages)
        self.msfa = Fusion(sum(ends[-2:]), sizes.features, resolution)

    def forward_intermediates(self, x: Any) -> Any:
        states = [self.conv_stem(x)]
        for stage in self.blocks:
            states.append(stage(states[-1]))
        return self.msfa(*states[-2:]), states

    def forward_features(self, x: Any) -> Any:
        return self.forward_intermediates(x)[0]


def _made(config: Any, num_classes: int = 0, **args: Any) -> MobileNetV5:
    sizes: Any = _timm.NETWORKS[config.architecture]
    return MobileNetV5(sizes, args.get("msfa_output_resolution", sizes.resolution))


_theirs: Any = modeling_timm_wrapper
_theirs._create_timm_model_with_error_handling = _made
_theirs.requires_backends = lambda *_: None
# Ours has a name of its own.
_package: Any = oracle.transformers
_package.Gemma3nVisionModel = _theirs.TimmWrapperModel
