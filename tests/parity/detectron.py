"""A stand-in for Detectron2, which LayoutLMv2 of transformers takes its image's network from.

Only what that needs, with Detectron2's names: the settings, and the feature pyramid of a ResNet or
ResNeXt with frozen batch norms (the network of `GeneralizedRCNN` before its heads).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional as F

BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3)}


class FrozenBatchNorm2d(nn.Module):
    def __init__(self, num_features: int, eps: float = 1e-5):
        super().__init__()
        self.num_features, self.eps = num_features, eps
        for name, value in (("weight", 1.0), ("bias", 0.0), ("running_mean", 0.0)):
            self.register_buffer(name, torch.full((num_features,), value))
        self.register_buffer("running_var", torch.full((num_features,), 1.0 - eps))

    def forward(self, x):
        statistics: Any = self.running_mean, self.running_var, self.weight, self.bias
        return F.batch_norm(x, *statistics, training=False, eps=self.eps)


class Conv2d(nn.Conv2d):
    """torch's, and a norm under the name `norm`."""

    def __init__(self, before: int, after: int, size: int, **options: Any):
        super().__init__(before, after, size, padding=size // 2, bias=False, **options)
        self.norm = FrozenBatchNorm2d(after)

    def forward(self, x):
        return self.norm(super().forward(x))


class Block(nn.Module):
    """Convolutions conv1, conv2, ... and a shortcut, which is one too where channels change."""

    def __init__(self, before: int, after: int, stride: int, *convolutions: Conv2d):
        super().__init__()
        self.shortcut = Conv2d(before, after, 1, stride=stride) if before != after else None
        self.count = len(convolutions)
        for index, convolution in enumerate(convolutions, start=1):
            self.add_module(f"conv{index}", convolution)

    def forward(self, x):
        residual = x if self.shortcut is None else self.shortcut(x)
        for index in range(1, self.count + 1):
            x = getattr(self, f"conv{index}")(x)
            x = x + residual if index == self.count else x
            x = F.relu(x)
        return x


class Stem(nn.Module):
    def __init__(self, channels: int, after: int):
        super().__init__()
        self.conv1 = Conv2d(channels, after, 7, stride=2)

    def forward(self, x):
        return F.max_pool2d(F.relu(self.conv1(x)), kernel_size=3, stride=2, padding=1)


class ResNet(nn.Module):
    def __init__(self, model: Any):
        super().__init__()
        cfg = model.RESNETS
        before, after, groups = cfg.STEM_OUT_CHANNELS, cfg.RES2_OUT_CHANNELS, cfg.NUM_GROUPS
        width = groups * cfg.WIDTH_PER_GROUP
        self.stem, stages = Stem(len(model.PIXEL_MEAN), before), []
        for index, count in enumerate(BLOCKS[cfg.DEPTH]):
            blocks = []
            for number in range(count):
                stride = 2 if index and not number else 1
                if cfg.DEPTH in (18, 34):
                    inside = Conv2d(before, after, 3, stride=stride), Conv2d(after, after, 3)
                else:
                    one, three = (stride, 1) if cfg.STRIDE_IN_1X1 else (1, stride)
                    inside = (
                        Conv2d(before, width, 1, stride=one),
                        Conv2d(width, width, 3, stride=three, groups=groups),
                        Conv2d(width, after, 1),
                    )
                blocks.append(Block(before, after, stride, *inside))
                before = after
            stages.append(f"res{index + 2}")
            self.add_module(stages[-1], nn.Sequential(*blocks))
            after, width = 2 * after, 2 * width
        self.stages = stages
        for name in ["stem", *stages][: model.BACKBONE.FREEZE_AT]:
            getattr(self, name).requires_grad_(False)

    def forward(self, x):
        x, found = self.stem(x), OrderedDict()
        for name in self.stages:
            found[name] = x = getattr(self, name)(x)
        return found


class FPN(nn.Module):
    def __init__(self, model: Any):
        super().__init__()
        self.bottom_up, self.fuse = ResNet(model), model.FPN.FUSE_TYPE
        self.channels = model.FPN.OUT_CHANNELS
        for index in range(4):
            before = model.RESNETS.RES2_OUT_CHANNELS << index
            self.add_module(f"fpn_lateral{index + 2}", nn.Conv2d(before, self.channels, 1))
            output = nn.Conv2d(self.channels, self.channels, 3, padding=1)
            self.add_module(f"fpn_output{index + 2}", output)

    def forward(self, x):
        found, merged = self.bottom_up(x), None
        maps = {}
        for index in (5, 4, 3, 2):
            lateral = getattr(self, f"fpn_lateral{index}")(found[f"res{index}"])
            if merged is not None:
                lateral = lateral + F.interpolate(merged, scale_factor=2.0, mode="nearest")
                lateral = lateral / 2 if self.fuse == "avg" else lateral
            merged = lateral
            maps[f"p{index}"] = getattr(self, f"fpn_output{index}")(merged)
        return maps

    def output_shape(self):
        return {f"p{n}": SimpleNamespace(channels=self.channels, stride=2**n) for n in range(2, 7)}


def settings() -> SimpleNamespace:
    """What Detectron2 has where a file says nothing."""
    resnets = dict(DEPTH=50, NUM_GROUPS=1, WIDTH_PER_GROUP=64, STRIDE_IN_1X1=True)
    resnets |= dict(RES2_OUT_CHANNELS=256, STEM_OUT_CHANNELS=64)
    parts = "ANCHOR_GENERATOR RPN ROI_HEADS ROI_BOX_HEAD ROI_MASK_HEAD".split()  # noqa: SIM905
    model = SimpleNamespace(
        META_ARCHITECTURE="GeneralizedRCNN",
        PIXEL_MEAN=[103.53, 116.28, 123.675],
        PIXEL_STD=[1.0, 1.0, 1.0],
        BACKBONE=SimpleNamespace(FREEZE_AT=2),
        FPN=SimpleNamespace(OUT_CHANNELS=256, FUSE_TYPE="sum"),
        RESNETS=SimpleNamespace(**resnets),
        **{part: SimpleNamespace() for part in parts},
    )
    return SimpleNamespace(MODEL=model)


def with_detectron(patch: pytest.MonkeyPatch) -> None:
    """transformers with the stand-in."""
    from transformers.models.layoutlmv2 import configuration_layoutlmv2, modeling_layoutlmv2

    stand_in = SimpleNamespace(
        config=SimpleNamespace(get_cfg=settings),
        layers=SimpleNamespace(FrozenBatchNorm2d=FrozenBatchNorm2d),
        modeling=SimpleNamespace(backbone=SimpleNamespace(FPN=FPN)),
    )
    archs = {"GeneralizedRCNN": lambda cfg: SimpleNamespace(backbone=FPN(cfg.MODEL))}
    patch.setattr(configuration_layoutlmv2, "detectron2", stand_in, raising=False)
    patch.setattr(modeling_layoutlmv2, "detectron2", stand_in, raising=False)
    patch.setattr(modeling_layoutlmv2, "META_ARCH_REGISTRY", archs, raising=False)
    patch.setattr(modeling_layoutlmv2, "requires_backends", lambda *names: None)


def resnet_name(name: str) -> str:
    """What transformers' ResNet calls a tensor of the bottom-up network."""
    name = name.replace("stem.conv1.", "embedder.embedder.")
    name = re.sub(r"^res(\d)\.", lambda found: f"encoder.stages.{int(found[1]) - 2}.layers.", name)
    name = re.sub(r"conv(\d)\.", lambda found: f"layer.{int(found[1]) - 1}.", name)
    name = re.sub(r"^(.*)\.norm\.(\w+)$", r"\1.normalization.\2", name)
    return name if "normalization" in name else name.replace(".weight", ".convolution.weight")
