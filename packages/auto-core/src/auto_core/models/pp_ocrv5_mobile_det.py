"""PP-OCRv5's smaller detector of text: Cui et al., 2025, arXiv:2507.05595.

A map of how likely each pixel is text (DB: Liao et al., 2019, arXiv:1911.08947), of features that
go down a pyramid and whose channels are weighed.

b batch, H and W pixels, h and w of a feature map, c channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.pp_ocrv5_mobile_det import PPOCRV5MobileDetConfig

from .. import nn, ops
from ..blocks.variation import variation
from . import pp_ocrv5_server_det
from .pp_ocrv5_server_det import TextMap, enlarged, on_top


class PPOCRV5MobileDetSqueezeExcitationModule(nn.Module):
    """Weighs each channel by the means of all."""

    def __init__(self, channels: int, reduction: int):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels // reduction, 1)
        self.conv2 = nn.Conv2d(channels // reduction, channels, 1)

    def forward(self, x):  # [b h w c] -> [b h w c]
        weights = self.conv2(ops.relu(self.conv1(ops.mean(x, (1, 2), keepdim=True))))
        return x * ops.clamp(0.2 * weights + 0.5, min=0.0, max=1.0)


class PPOCRV5MobileDetResidualSqueezeExcitationLayer(nn.Module):
    def __init__(self, before: int, after: int, kernel: int, reduction: int):
        super().__init__()
        self.in_conv = nn.Conv2d(before, after, kernel, padding=kernel // 2, bias=False)
        self.squeeze_excitation_block = PPOCRV5MobileDetSqueezeExcitationModule(after, reduction)

    def forward(self, x):  # [b h w before] -> [b h w after]
        x = self.in_conv(x)
        return x + self.squeeze_excitation_block(x)


class PPOCRV5MobileDetNeck(nn.Module):
    """Maps [b h w c] of four stages -> [b h w channels], of the finest one's size."""

    def __init__(self, config: Any):
        super().__init__()
        self.mode = config.interpolate_mode
        sizes, channels = config.layer_channels, config.neck_out_channels
        layer, reduction = PPOCRV5MobileDetResidualSqueezeExcitationLayer, config.reduction
        self.insert_conv = nn.ModuleList(layer(size, channels, 1, reduction) for size in sizes)
        self.input_conv = nn.ModuleList(self.narrowing(config) for _ in sizes)

    def narrowing(self, config: Any) -> Any:
        """The layer that makes a quarter of the channels."""
        channels = config.neck_out_channels
        return PPOCRV5MobileDetResidualSqueezeExcitationLayer(
            channels, channels // 4, 3, config.reduction
        )

    def forward(self, maps):
        maps = [layer(x) for layer, x in zip(self.insert_conv, maps, strict=True)]
        down = maps[-1:]  # from the coarsest one
        for x in reversed(maps[:-1]):
            down.append(on_top(x, down[-1], mode=self.mode))
        found = []
        for index, (layer, x) in enumerate(zip(self.input_conv, reversed(down), strict=True)):
            x = layer(x)
            found.append(enlarged(x, 1 << index, mode=self.mode) if index else x)
        return ops.cat(found[::-1], -1)


class PPOCRV5MobileDetHead(TextMap):
    def __init__(self, config: Any):
        super().__init__(config.neck_out_channels, config.kernel_list)

    def forward(self, x):  # [b h w c] -> [b 4h 4w 1]
        return super().forward(x)[0]


class PPOCRV5MobileDetPreTrainedModel(pp_ocrv5_server_det.PPOCRV5ServerDetPreTrainedModel):
    """What both models share."""

    config_class = PPOCRV5MobileDetConfig
    neck_class, head_class = PPOCRV5MobileDetNeck, PPOCRV5MobileDetHead


class PPOCRV5MobileDetModel(
    pp_ocrv5_server_det.PPOCRV5ServerDetModel, PPOCRV5MobileDetPreTrainedModel
):
    __doc__ = pp_ocrv5_server_det.PPOCRV5ServerDetModel.__doc__

    def __init__(self, config: Any):
        super().__init__(config)
        before = [self.backbone.num_features[i] for i in self.backbone.out_indices]
        sizes = zip(before, config.layer_channels, strict=True)
        self.layer = nn.ModuleList(nn.Conv2d(*pair, 1) for pair in sizes)

    def features(self, maps):
        return [layer(x) for layer, x in zip(self.layer, maps, strict=True)]


PREFIX = "PPOCRV5MobileDet"
HEADS = variation(__name__, PREFIX, pp_ocrv5_server_det, PPOCRV5MobileDetConfig)
