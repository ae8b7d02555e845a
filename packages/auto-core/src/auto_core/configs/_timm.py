"""Names of timm's models, and what they say of a network's sizes."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Any

from auto_core.configs._channels import divisible


@dataclass(frozen=True)
class ResNetSizes:
    """A ResNet of timm: of a first convolution of 7x7 ("") or three of 3x3 ("deep"), whose
    shortcuts average before they shrink (`avg_down`) or not."""

    bottleneck: bool
    depths: tuple[int, ...]
    cardinality: int = 1
    base_width: int = 64
    stem: str = ""
    avg_down: bool = False


@dataclass(frozen=True)
class ViTSizes:
    """A ViT of timm: patches, hidden size, layers, heads, pixels of an image."""

    patch: int
    size: int
    depth: int
    heads: int
    image: int = 224
    mlp_ratio: float = 4.0


@dataclass(frozen=True)
class ConvNextSizes:
    """A ConvNeXt of timm; `conv_mlp`: its feed-forward parts are convolutions of 1x1; `grn`: it is
    of the second version."""

    depths: tuple[int, ...]
    sizes: tuple[int, ...]
    conv_mlp: bool = False
    grn: bool = False


@dataclass(frozen=True)
class SwinSizes:
    """A Swin Transformer of timm: hidden size and heads of its stages, pixels of an image."""

    size: int
    depths: tuple[int, ...]
    heads: tuple[int, ...]
    window: int = 7
    image: int = 224
    patch: int = 4


@dataclass(frozen=True)
class EfficientStack:
    """Blocks of one kind in a stage of an EfficientNet or MobileNetV3 of timm.

    kind: "cn" a convolution alone, "ds" a depthwise one and one of 1x1, "ir" an inverted residual.
    squeezes: whether channels are weighted by what is in the whole map.
    relu: whether the activation is that instead of the network's.
    """

    kind: str
    repeats: int
    kernel: int
    stride: int
    ratio: float
    channels: int
    squeezes: bool = False
    relu: bool = False


@dataclass(frozen=True)
class EfficientSizes:
    """An EfficientNet of timm, or (`small_head`) a MobileNetV3; `same`: padded as TensorFlow
    does."""

    stages: tuple[tuple[EfficientStack, ...], ...]
    width: float = 1.0
    depth: float = 1.0
    act: str = "silu"
    stem: int = 32
    head: int = 1280
    small_head: bool = False
    same: bool = False

    @property
    def eps(self) -> float:
        """Epsilon of the norms."""
        return 1e-3 if self.same else 1e-5

    def channels(self, count: int) -> int:
        """How many channels stand for so many of the network of width 1."""
        return divisible(count * self.width)

    @property
    def stem_channels(self) -> int:
        """Channels of the stem, which narrow MobileNets leave as they are."""
        fixed = self.small_head and self.width < 0.75
        return self.stem if fixed else self.channels(self.stem)

    @property
    def head_channels(self) -> int:
        """Channels of what is classified."""
        return self.head if self.small_head else self.channels(self.head)

    def repeats(self, stack: EfficientStack) -> int:
        """How many blocks a stack has."""
        return math.ceil(stack.repeats * self.depth)


@dataclass(frozen=True)
class MobileStack:
    """A block of a MobileNet-V5 of timm.

    kind: "er" a convolution and one of 1x1, "uir" 1x1 convolutions between depthwise ones, "mqa"
    attention of many queries to one head of keys and values.
    kernel: of the "er"'s convolution, of the "uir"'s last depthwise one (0: none), or of that which
    makes the keys fewer.
    stride: by which it shrinks.
    ratio: of the channels within, to those before.
    start: kernel of the "uir"'s first depthwise convolution, 0 for none.
    heads, size, reduce: of attention: heads, their size, and by how much keys are fewer.
    """

    kind: str
    channels: int
    kernel: int = 0
    stride: int = 1
    ratio: float = 1.0
    start: int = 0
    heads: int = 1
    size: int = 64
    reduce: int = 1


@dataclass(frozen=True)
class MobileNetV5Sizes:
    """An encoder MobileNet-V5 of timm: channels of what its last two stages become, and how many
    pixels that has on each side."""

    stages: tuple[tuple[MobileStack, ...], ...]
    width: float = 1.0
    stem: int = 64
    features: int = 2048
    resolution: int = 16

    def channels(self, count: int) -> int:
        """How many channels stand for so many of the network of width 1."""
        return divisible(count * self.width)

    @property
    def stem_channels(self) -> int:
        """Channels of the stem, which narrow networks leave as they are."""
        return self.stem if self.width < 1 else self.channels(self.stem)


_D: dict[str, Any] = dict(stem="deep", avg_down=True)
RESNETS = {
    "resnet18": ResNetSizes(False, (2, 2, 2, 2)),
    "resnet18d": ResNetSizes(False, (2, 2, 2, 2), **_D),
    "resnet26": ResNetSizes(True, (2, 2, 2, 2)),
    "resnet26d": ResNetSizes(True, (2, 2, 2, 2), **_D),
    "resnet34": ResNetSizes(False, (3, 4, 6, 3)),
    "resnet34d": ResNetSizes(False, (3, 4, 6, 3), **_D),
    "resnet50": ResNetSizes(True, (3, 4, 6, 3)),
    "resnet50c": ResNetSizes(True, (3, 4, 6, 3), stem="deep"),
    "resnet50d": ResNetSizes(True, (3, 4, 6, 3), **_D),
    "resnet101": ResNetSizes(True, (3, 4, 23, 3)),
    "resnet101d": ResNetSizes(True, (3, 4, 23, 3), **_D),
    "resnet152": ResNetSizes(True, (3, 8, 36, 3)),
    "resnet152d": ResNetSizes(True, (3, 8, 36, 3), **_D),
    "resnet200d": ResNetSizes(True, (3, 24, 36, 3), **_D),
    "resnext50_32x4d": ResNetSizes(True, (3, 4, 6, 3), cardinality=32, base_width=4),
    "resnext50d_32x4d": ResNetSizes(True, (3, 4, 6, 3), cardinality=32, base_width=4, **_D),
    "resnext101_32x4d": ResNetSizes(True, (3, 4, 23, 3), cardinality=32, base_width=4),
    "resnext101_32x8d": ResNetSizes(True, (3, 4, 23, 3), cardinality=32, base_width=8),
    "resnext101_32x16d": ResNetSizes(True, (3, 4, 23, 3), cardinality=32, base_width=16),
    "resnext101_64x4d": ResNetSizes(True, (3, 4, 23, 3), cardinality=64, base_width=4),
    "wide_resnet50_2": ResNetSizes(True, (3, 4, 6, 3), base_width=128),
    "wide_resnet101_2": ResNetSizes(True, (3, 4, 23, 3), base_width=128),
}
_VIT_SIZES = {
    "tiny": (192, 12, 3),
    "small": (384, 12, 6),
    "base": (768, 12, 12),
    "large": (1024, 24, 16),
}
_VIT_NAMES = """
    vit_tiny_patch16_224 vit_tiny_patch16_384
    vit_small_patch8_224 vit_small_patch16_224 vit_small_patch16_384
    vit_small_patch32_224 vit_small_patch32_384
    vit_base_patch8_224 vit_base_patch16_224 vit_base_patch16_384
    vit_base_patch32_224 vit_base_patch32_384
    vit_large_patch16_224 vit_large_patch16_384 vit_large_patch32_224 vit_large_patch32_384
    deit_tiny_patch16_224 deit_small_patch16_224 deit_base_patch16_224 deit_base_patch16_384
"""


def _vit(name: str) -> ViTSizes:
    _, size, patch, image = name.split("_")
    return ViTSizes(int(patch.removeprefix("patch")), *_VIT_SIZES[size], int(image))


VITS = {name: _vit(name) for name in _VIT_NAMES.split()}
CONVNEXTS = {
    "convnext_atto": ConvNextSizes((2, 2, 6, 2), (40, 80, 160, 320), conv_mlp=True),
    "convnext_femto": ConvNextSizes((2, 2, 6, 2), (48, 96, 192, 384), conv_mlp=True),
    "convnext_pico": ConvNextSizes((2, 2, 6, 2), (64, 128, 256, 512), conv_mlp=True),
    "convnext_nano": ConvNextSizes((2, 2, 8, 2), (80, 160, 320, 640), conv_mlp=True),
    "convnext_tiny": ConvNextSizes((3, 3, 9, 3), (96, 192, 384, 768)),
    "convnext_small": ConvNextSizes((3, 3, 27, 3), (96, 192, 384, 768)),
    "convnext_base": ConvNextSizes((3, 3, 27, 3), (128, 256, 512, 1024)),
    "convnext_large": ConvNextSizes((3, 3, 27, 3), (192, 384, 768, 1536)),
    "convnext_xlarge": ConvNextSizes((3, 3, 27, 3), (256, 512, 1024, 2048)),
}

CONVNEXTS |= {
    name.replace("convnext", "convnextv2"): replace(sizes, grn=True)
    for name, sizes in CONVNEXTS.items()
    if not name.endswith("xlarge")
}
CONVNEXTS["convnextv2_huge"] = ConvNextSizes((3, 3, 27, 3), (352, 704, 1408, 2816), grn=True)


def _stack(kind: str, *sizes: Any, **options: bool) -> EfficientStack:
    return EfficientStack(kind, *sizes, **options)


_SE = {"squeezes": True}
_EFFICIENT = tuple(
    (_stack("ir" if ratio > 1 else "ds", repeats, kernel, stride, ratio, channels, **_SE),)
    for repeats, kernel, stride, ratio, channels in (
        (1, 3, 1, 1, 16),
        (2, 3, 2, 6, 24),
        (2, 5, 2, 6, 40),
        (3, 3, 2, 6, 80),
        (3, 5, 1, 6, 112),
        (4, 5, 2, 6, 192),
        (1, 3, 1, 6, 320),
    )
)
_SCALES = (
    *((1.0, 1.0), (1.0, 1.1), (1.1, 1.2), (1.2, 1.4), (1.4, 1.8)),
    *((1.6, 2.2), (1.8, 2.6), (2.0, 3.1), (2.2, 3.6)),
)
_SMALL = (
    (_stack("ds", 1, 3, 2, 1, 16, squeezes=True, relu=True),),
    (_stack("ir", 1, 3, 2, 4.5, 24, relu=True), _stack("ir", 1, 3, 1, 3.67, 24, relu=True)),
    (_stack("ir", 1, 5, 2, 4, 40, **_SE), _stack("ir", 2, 5, 1, 6, 40, **_SE)),
    (_stack("ir", 2, 5, 1, 3, 48, **_SE),),
    (_stack("ir", 3, 5, 2, 6, 96, **_SE),),
    (_stack("cn", 1, 1, 1, 1, 576),),
)
_LARGE = (
    (_stack("ds", 1, 3, 1, 1, 16, relu=True),),
    (_stack("ir", 1, 3, 2, 4, 24, relu=True), _stack("ir", 1, 3, 1, 3, 24, relu=True)),
    (_stack("ir", 3, 5, 2, 3, 40, squeezes=True, relu=True),),
    (
        _stack("ir", 1, 3, 2, 6, 80),
        _stack("ir", 1, 3, 1, 2.5, 80),
        _stack("ir", 2, 3, 1, 2.3, 80),
    ),
    (_stack("ir", 2, 3, 1, 6, 112, **_SE),),
    (_stack("ir", 3, 5, 2, 6, 160, **_SE),),
    (_stack("cn", 1, 1, 1, 1, 960),),
)
EFFICIENTNETS = {
    f"efficientnet_b{i}": EfficientSizes(_EFFICIENT, width, depth)
    for i, (width, depth) in enumerate(_SCALES)
} | {
    f"mobilenetv3_{name}_{round(100 * width):03}": EfficientSizes(
        stages, width, act="hardswish", stem=16, head=head, small_head=True
    )
    for name, stages, head, widths in (
        ("small", _SMALL, 1024, (0.5, 0.75, 1.0)),
        ("large", _LARGE, 1280, (0.75, 1.0)),
    )
    for width in widths
}
EFFICIENTNETS |= {
    f"tf_{name}": replace(sizes, same=True)
    for name, sizes in EFFICIENTNETS.items()
    if not name.endswith("_050")
}


def _mobile(kind: str, channels: int, *sizes: dict[str, Any]) -> tuple[MobileStack, ...]:
    return tuple(MobileStack(kind, channels, **one) for one in sizes)


def _attentions(channels: int, count: int, **attention: Any) -> tuple[MobileStack, ...]:
    """Attention and a feed-forward part, so many times."""
    pair = (MobileStack("mqa", channels, **attention), MobileStack("uir", channels, ratio=2))
    return pair * count


_FIVE = dict(ratio=4, start=5)
_FOURS = (_FIVE, _FIVE | dict(start=3)) * 2
MOBILENETV5S = {
    "mobilenetv5_300m_enc": MobileNetV5Sizes(
        (
            _mobile("er", 128, dict(kernel=3, stride=2, ratio=4), *[dict(kernel=3, ratio=4)] * 2),
            _mobile("uir", 256, dict(kernel=5, stride=2, ratio=6, start=3), *_FOURS),
            _mobile("uir", 640, dict(kernel=5, stride=2, ratio=6, start=5), *[_FIVE] * 7, {})
            + _attentions(640, 14, kernel=3, heads=12, size=64, reduce=2),
            _mobile("uir", 1280, dict(kernel=5, stride=2, ratio=6, start=5))
            + _attentions(1280, 19, heads=16, size=96),
        )
    )
}

_SWIN_SIZES = {
    "tiny": (96, (2, 2, 6, 2), (3, 6, 12, 24)),
    "small": (96, (2, 2, 18, 2), (3, 6, 12, 24)),
    "base": (128, (2, 2, 18, 2), (4, 8, 16, 32)),
    "large": (192, (2, 2, 18, 2), (6, 12, 24, 48)),
}
SWINS = {
    f"swin_{name}_patch4_window7_224": SwinSizes(*sizes) for name, sizes in _SWIN_SIZES.items()
} | {
    f"swin_{name}_patch4_window12_384": SwinSizes(*_SWIN_SIZES[name], window=12, image=384)
    for name in ("base", "large")
}

Sizes = ResNetSizes | ViTSizes | ConvNextSizes | EfficientSizes | SwinSizes | MobileNetV5Sizes
NETWORKS: dict[str, Sizes] = (
    RESNETS | VITS | CONVNEXTS | EFFICIENTNETS | SWINS | MOBILENETV5S  # type: ignore[operator]
)


def architecture(name: str) -> str:
    """The name of a network without its origin and training: "hf-hub:timm/resnet50.a1_in1k" and
    "resnet50.a1_in1k" are of "resnet50"."""
    return re.sub(r"^(hf[-_]hub:)?(timm/)?", "", name).partition(".")[0]
