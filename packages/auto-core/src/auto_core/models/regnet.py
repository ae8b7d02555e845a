"""RegNet: Radosavovic et al., 2020, arXiv:2003.13678.

ResNet whose blocks have grouped convolutions and no bottleneck, and, as Y layers, squeeze and
excitation (Hu et al., 2017, arXiv:1709.01507).

b batch, H and W pixels, h and w pixels of a feature map, d channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.regnet import RegNetConfig
from auto_core.initializers import HeNormal

from .. import nn, ops
from ..blocks.convnets import ConvImageClassification, ConvNet, from_pixels, global_mean
from ..blocks.image_heads import Identity
from .resnet import ResidualEncoder, ResidualLayer, ResNetConvLayer, flat_classifier


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


def layer(config: RegNetConfig, before: int, after: int, *, stride: int) -> Any:
    """A grouped 3x3 convolution between two of 1x1; squeezed and excited in a Y layer."""
    groups = max(1, after // config.groups_width)
    act = config.hidden_act
    layers: list[Any] = [
        ResNetConvLayer(before, after, 1, act=act),
        ResNetConvLayer(after, after, stride=stride, groups=groups, act=act),
    ]
    if config.layer_type == "y":
        layers.append(RegNetSELayer(after, round(before / 4)))
    layers.append(ResNetConvLayer(after, after, 1, act=None))
    return ResidualLayer(layers, (before, after), stride=stride, act=act)


class RegNetPreTrainedModel(nn.PreTrainedModel):
    """What all RegNet models share."""

    config_class = RegNetConfig
    base_model_prefix = "regnet"
    main_input_name = "pixel_values"
    initializers = ((r"(convolution|attention\.\d)\.weight$", HeNormal()),)


class RegNetModel(ConvNet, RegNetPreTrainedModel):
    """RegNet without a head; see ConvNet for what it takes and returns."""

    def __init__(self, config: RegNetConfig):
        super().__init__(config)
        self.embedder = RegNetEmbeddings(config)
        self.encoder = ResidualEncoder(config, layer)

    def states(self, pixel_values):
        return self.encoder(self.embedder(pixel_values))

    def pooled(self, hidden):
        return global_mean(hidden)


class RegNetForImageClassification(ConvImageClassification, RegNetPreTrainedModel):
    base_class = RegNetModel

    def add_head(self, config: RegNetConfig) -> None:
        self.classifier = flat_classifier(config, config.hidden_sizes[-1])

    def score(self, output):
        return self.classifier[1](output.pooler_output[:, :, 0, 0])


HEADS = {
    "base": RegNetModel,
    "image-classification": RegNetForImageClassification,
}
