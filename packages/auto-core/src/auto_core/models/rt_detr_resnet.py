"""RT-DETR's backbone: ResNet-D (He et al., 2018, arXiv:1812.01187).

ResNet with three 3x3 convolutions as its stem, whose shortcuts average before they shrink.

b batch, H and W pixels, h and w pixels of a feature map, d channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.rt_detr_resnet import RTDetrResNetConfig

from .. import nn, ops
from ..blocks.convnets import from_pixels
from ..blocks.timm_resnet import AvgPool
from ..blocks.variation import variation
from . import resnet
from .resnet import ResNetConvLayer


class RTDetrResNetEmbeddings(nn.Module):
    """The stem: a quarter of the image's size."""

    def __init__(self, config: RTDetrResNetConfig):
        super().__init__()
        self.channels, size, act = config.num_channels, config.embedding_size, config.hidden_act
        sizes = (config.num_channels, size // 2, size // 2, size)
        self.embedder = nn.ModuleList(
            ResNetConvLayer(sizes[i], sizes[i + 1], stride=1 if i else 2, act=act) for i in range(3)
        )

    def forward(self, pixel_values):  # [b c H W] -> [b H/4 W/4 d]
        hidden = from_pixels(pixel_values, channels=self.channels)
        for layer in self.embedder:
            hidden = layer(hidden)
        return ops.max_pool2d(hidden, 3, stride=2, padding=1)


def averaging(before: int, after: int) -> Any:
    return nn.ModuleList([AvgPool(), ResNetConvLayer(before, after, 1, act=None)])


class RTDetrResNetLayer(resnet.ResidualLayer):
    averages = False  # whether the shortcut is a pooling and a convolution

    def forward(self, hidden):  # [b h w d] -> [b h/stride w/stride d]
        residual = hidden
        for layer in self.shortcut if self.averages else (self.shortcut,):
            residual = residual if layer is None else layer(residual)
        for layer in self.layer:
            hidden = layer(hidden)
        return self.activation(hidden + residual)


class RTDetrResNetBasicLayer(RTDetrResNetLayer, resnet.ResNetBasicLayer):
    """Two 3x3 convolutions; a stage's first layer has a convolution as shortcut even if the sizes
    agree."""

    is_first = False

    @classmethod
    def first(cls, config: Any, before: int, after: int, *, stride: int) -> Any:
        return RTDetrResNetFirstLayer(config, before, after, stride=stride)

    def make_shortcut(self, before: int, after: int, *, stride: int) -> Any:
        self.averages = before != after
        if self.averages:
            return averaging(before, after)
        if self.is_first:
            return ResNetConvLayer(before, after, 1, stride=stride, act=None)
        return None


class RTDetrResNetFirstLayer(RTDetrResNetBasicLayer):
    is_first = True


class RTDetrResNetBottleNeckLayer(RTDetrResNetLayer, resnet.ResNetBottleNeckLayer):
    def make_shortcut(self, before: int, after: int, *, stride: int) -> Any:
        self.averages = stride == 2
        if self.averages:
            return averaging(before, after)
        return super().make_shortcut(before, after, stride=stride)


HEADS = variation(
    __name__,
    "RTDetrResNet",
    resnet,
    RTDetrResNetConfig,
    without=("base", "image-classification"),
    embeddings_class=RTDetrResNetEmbeddings,
    layer_classes={"basic": RTDetrResNetBasicLayer, "bottleneck": RTDetrResNetBottleNeckLayer},
)
