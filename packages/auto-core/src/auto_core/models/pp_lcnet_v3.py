"""PP-LCNetV3, of PaddleOCR: PP-LCNet whose convolutions are several side by side, which could be
one (Vasu et al., 2022, arXiv:2206.04040), each with a learned scale and shift.

b batch, h and w of a feature map, c channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.pp_lcnet_v3 import PPLCNetV3Config

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.variation import variation
from . import pp_lcnet
from .pp_lcnet import EPS, PPLCNetConvLayer


class PPLCNetV3LearnableAffineBlock(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter((1,), init="ones")
        self.bias = nn.Parameter((1,), init="zeros")

    def forward(self, image):
        return image * ops.asarray(self.scale) + ops.asarray(self.bias)


class PPLCNetV3ActLearnableAffineBlock(nn.Module):
    def __init__(self, name: str):
        super().__init__()
        self.activation = activation(name)
        self.lab = PPLCNetV3LearnableAffineBlock()

    def forward(self, image):
        return self.lab(self.activation(image))


class PPLCNetV3LearnableRepLayer(nn.Module):
    def __init__(
        self,
        config: PPLCNetV3Config,
        before: int,
        after: int,
        kernel: int,
        *,
        stride: int = 1,
        groups: int = 1,
    ):
        super().__init__()
        self.identity = None
        if before == after and stride == 1:
            self.identity = nn.BatchNorm2d(before, eps=EPS, momentum=0.1)
        options: dict[str, Any] = dict(stride=stride, groups=groups, activate=None)
        self.conv_symmetric = nn.ModuleList(
            PPLCNetConvLayer(before, after, kernel, **options)
            for _ in range(config.conv_symmetric_num)
        )
        self.conv_small_symmetric = None
        if kernel > 1:
            self.conv_small_symmetric = PPLCNetConvLayer(before, after, 1, **options)
        self.lab = PPLCNetV3LearnableAffineBlock()
        # Files have it where it is not used, too.
        self.act = PPLCNetV3ActLearnableAffineBlock(config.hidden_act)
        self.activates = stride != 2

    def forward(self, image):
        parts = [self.identity, self.conv_small_symmetric, *self.conv_symmetric]
        first, *rest = (part(image) for part in parts if part is not None)
        for other in rest:
            first = first + other
        image = self.lab(first)
        return self.act(image) if self.activates else image


class PPLCNetV3DepthwiseSeparableConvLayer(pp_lcnet.PPLCNetDepthwiseSeparableConvLayer):
    @staticmethod
    def convolution(config: Any, before: int, after: int, kernel: int, **options: Any) -> Any:
        """One of both convolutions."""
        return PPLCNetV3LearnableRepLayer(config, before, after, kernel, **options)


HEADS = variation(
    __name__,
    "PPLCNetV3",
    pp_lcnet,
    PPLCNetV3Config,
    without=("image-classification",),
    layer_class=PPLCNetV3DepthwiseSeparableConvLayer,
    stem_activates=False,
)
