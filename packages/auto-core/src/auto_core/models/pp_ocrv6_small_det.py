"""PP-OCRv6's small detector of text, of PaddleOCR: PP-OCRv5's smaller one, whose larger kernels are
of single channels."""

from __future__ import annotations

from typing import Any

from auto_core.configs.pp_ocrv6_small_det import PPOCRV6SmallDetConfig

from .. import nn
from ..blocks.variation import variation
from . import pp_ocrv5_server_det
from .pp_ocrv5_mobile_det import (
    PPOCRV5MobileDetHead,
    PPOCRV5MobileDetNeck,
    PPOCRV5MobileDetSqueezeExcitationModule,
)


class PPOCRV6SmallDetDepthwiseSeparableConvLayer(nn.Module):
    def __init__(self, channels: int, kernel: int, reduction: int):
        super().__init__()
        narrow = channels // 4
        self.depthwise_convolution = nn.Conv2d(
            channels, channels, kernel, padding=kernel // 2, groups=channels
        )
        self.squeeze_excitation_module = PPOCRV5MobileDetSqueezeExcitationModule(narrow, reduction)
        self.pointwise_convolution = nn.Conv2d(channels, narrow, 1, bias=False)

    def forward(self, x):  # [b h w c] -> [b h w c/4]
        x = self.pointwise_convolution(self.depthwise_convolution(x))
        return x + self.squeeze_excitation_module(x)


class PPOCRV6SmallDetNeck(PPOCRV5MobileDetNeck):
    def narrowing(self, config: Any) -> Any:
        return PPOCRV6SmallDetDepthwiseSeparableConvLayer(
            config.neck_out_channels, config.dilated_kernel_size, config.reduction
        )


HEADS = variation(
    __name__,
    "PPOCRV6SmallDet",
    pp_ocrv5_server_det,
    PPOCRV6SmallDetConfig,
    neck_class=PPOCRV6SmallDetNeck,
    head_class=PPOCRV5MobileDetHead,
)
