"""Names of timm's models, and what they say of a network's sizes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any


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
VITS = {
    f"vit_{name}_patch{patch}_{image}": ViTSizes(patch, *sizes, image)
    for name, sizes in _VIT_SIZES.items()
    for patch in (8, 16, 32)
    for image in (224, 384)
} | {
    f"deit_{name}_patch16_{image}": ViTSizes(16, *_VIT_SIZES[name], image)
    for name in ("tiny", "small", "base")
    for image in (224, 384)
}
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

NETWORKS: dict[str, ResNetSizes | ViTSizes | ConvNextSizes] = RESNETS | VITS | CONVNEXTS


def architecture(name: str) -> str:
    """The name of a network without its origin and training: "hf-hub:timm/resnet50.a1_in1k" and
    "resnet50.a1_in1k" are of "resnet50"."""
    return re.sub(r"^(hf[-_]hub:)?(timm/)?", "", name).partition(".")[0]
