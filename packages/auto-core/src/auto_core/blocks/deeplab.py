"""DeepLabv3's segmentation head: Chen et al., 2017, arXiv:1706.05587.

b batch, h and w pixels of a feature map, c channels.
"""

from __future__ import annotations

from typing import Any

from .. import nn, ops
from .inverted_residual import ConvLayer


class ASPPPooling(nn.Module):
    """The mean of the map, everywhere."""

    def __init__(self, before: int, after: int):
        super().__init__()
        self.conv_1x1 = ConvLayer(before, after, 1, act="relu")

    def forward(self, hidden):  # [b h w c] -> [b h w c]
        batch, height, width, _ = ops.shape(hidden)
        mean = self.conv_1x1(ops.mean(hidden, (1, 2), keepdim=True))
        return ops.expand(mean, (batch, height, width, ops.shape(mean)[-1]))


class ASPP(nn.Module):
    """Convolutions of several dilations side by side."""

    def __init__(self, config: Any, before: int):
        super().__init__()
        after = config.aspp_out_channels
        dilated = (
            ConvLayer(before, after, 3, act="relu", dilation=rate) for rate in config.atrous_rates
        )
        self.convs = nn.ModuleList(
            [ConvLayer(before, after, 1, act="relu"), *dilated, ASPPPooling(before, after)]
        )
        self.project = ConvLayer(5 * after, after, 1, act="relu")
        self.dropout = nn.Dropout(config.aspp_dropout_prob)

    def forward(self, hidden):
        hidden = ops.cat([convolve(hidden) for convolve in self.convs], -1)
        return self.dropout(self.project(hidden))


class DeepLabV3(nn.Module):
    def __init__(self, config: Any, before: int):
        super().__init__()
        self.aspp = ASPP(config, before)
        self.dropout = nn.Dropout(config.classifier_dropout_prob)  # of whole channels
        self.classifier = ConvLayer(
            config.aspp_out_channels, config.num_labels, 1, act=None, norm=False, bias=True
        )

    def forward(self, hidden):  # [b h w c] -> [b h w classes]
        hidden = self.aspp(hidden)
        batch, channels = ops.shape(hidden)[0], ops.shape(hidden)[-1]
        kept = self.dropout(ops.ones((batch, 1, 1, channels), like=hidden))
        return self.classifier(hidden * kept)
