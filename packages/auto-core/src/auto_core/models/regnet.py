"""RegNet: Radosavovic et al., 2020, arXiv:2003.13678.

ResNet whose blocks have grouped convolutions and no bottleneck, and, as Y layers, squeeze and
excitation (Hu et al., 2017, arXiv:1709.01507).

b batch, H and W pixels, h and w pixels of a feature map, d channels.
"""

from __future__ import annotations

from auto_core.configs.regnet import RegNetConfig
from auto_core.initializers import HeNormal

from .. import nn, ops
from ..blocks.convnets import from_pixels
from ..blocks.image_heads import Identity
from ..blocks.variation import variation
from . import resnet
from .resnet import ResNetConvLayer


class RegNetEmbeddings(nn.Module):
    """The stem: half of the image's size."""

    def __init__(self, config: RegNetConfig):
        super().__init__()
        self.channels = config.num_channels
        self.embedder = ResNetConvLayer(
            config.num_channels, config.embedding_size, stride=2, act=config.hidden_act
        )

    def forward(self, pixel_values):  # [b c H W] -> [b H/2 W/2 d]
        return self.embedder(from_pixels(pixel_values, channels=self.channels))


class RegNetSELayer(nn.Module):
    """Channels scaled by what a small network makes of their means."""

    def __init__(self, channels: int, reduced: int):
        super().__init__()
        squeeze, excite = nn.Conv2d(channels, reduced, 1), nn.Conv2d(reduced, channels, 1)
        self.attention = nn.ModuleList([squeeze, Identity(), excite])

    def forward(self, hidden):  # [b h w d]
        means = ops.mean(hidden, (1, 2), keepdim=True)
        return hidden * ops.sigmoid(self.attention[2](ops.relu(self.attention[0](means))))


class RegNetXLayer(resnet.ResidualLayer):
    """A grouped 3x3 convolution between two of 1x1."""

    def convolutions(self, config: RegNetConfig, before: int, after: int, *, stride: int):
        groups, act = max(1, after // config.groups_width), config.hidden_act
        return [
            ResNetConvLayer(before, after, 1, act=act),
            ResNetConvLayer(after, after, stride=stride, groups=groups, act=act),
            ResNetConvLayer(after, after, 1, act=None),
        ]


class RegNetYLayer(RegNetXLayer):
    """The same, squeezed and excited before the last convolution."""

    def convolutions(self, config: RegNetConfig, before: int, after: int, *, stride: int):
        *first, last = super().convolutions(config, before, after, stride=stride)
        return [*first, RegNetSELayer(after, round(before / 4)), last]


HEADS = variation(
    __name__,
    "RegNet",
    resnet,
    RegNetConfig,
    without=("backbone",),
    base_model_prefix="regnet",
    initializers=((r"(convolution|attention\.\d)\.weight$", HeNormal()),),
    embeddings_class=RegNetEmbeddings,
    layer_classes={"x": RegNetXLayer, "y": RegNetYLayer},
)
