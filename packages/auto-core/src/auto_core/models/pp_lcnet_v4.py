"""PP-LCNetV4, of PaddleOCR: blocks that mix pixels of each channel, then channels of each pixel.

b batch, H and W pixels, h and w of a feature map, c channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.pp_lcnet_v4 import PPLCNetV4Config

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import Backbone, channels_last
from ..blocks.patches import check_images
from .pp_lcnet import EPS, PPLCNetSqueezeExcitationModule
from .pp_lcnet_v3 import PPLCNetV3LearnableAffineBlock

Stride = Any  # a number, or (down, across)


class PPLCNetV4ConvLayer(nn.Module):
    def __init__(
        self,
        before: int,
        after: int,
        kernel: int,
        *,
        stride: Stride = 1,
        groups: int = 1,
        activate: str | None = None,
        affine: bool = False,
    ):
        super().__init__()
        stride = stride if isinstance(stride, int) else tuple(stride)
        self.convolution = nn.Conv2d(
            before,
            after,
            kernel,
            stride=stride,
            padding=(kernel - 1) // 2,
            groups=groups,
            bias=False,
        )
        self.normalization = nn.BatchNorm2d(after, eps=EPS, momentum=0.1)
        self.activation = None if activate is None else activation(activate)
        self.lab = PPLCNetV3LearnableAffineBlock() if activate and affine else None

    def forward(self, image):  # [b h w before] -> [b h w after]
        image = self.normalization(self.convolution(image))
        if self.activation is not None:
            image = self.activation(image)
        return image if self.lab is None else self.lab(image)


class PPLCNetV4LargeStem(nn.Module):
    def __init__(self, config: PPLCNetV4Config):
        super().__init__()
        first, middle, last = config.stem_channels
        strides = config.stem_strides
        options: dict[str, Any] = dict(
            activate=config.hidden_act, affine=config.use_learnable_affine_block
        )
        layer, half = PPLCNetV4ConvLayer, middle // 2
        self.stem1 = layer(first, middle, 3, stride=strides[0], **options)
        self.stem2a = layer(middle, half, 2, stride=strides[1], **options)
        self.stem2b = layer(half, middle, 2, stride=strides[2], **options)
        self.stem3 = layer(middle * 2, middle, 3, stride=strides[3], **options)
        self.stem4 = layer(middle, last, 1, stride=strides[4], **options)

    def forward(self, image):
        image = below(self.stem1(image))
        other = self.stem2b(below(self.stem2a(image)))
        pooled = ops.max_pool2d(image, 2, stride=1, padding=0)
        return self.stem4(self.stem3(ops.cat([pooled, other], -1)))


def below(image):
    """[b h w c] with a row and a column of zeros at the end."""
    return ops.pad(image, [(0, 0), (0, 1), (0, 1), (0, 0)], value=0.0)


class PPLCNetV4SmallStem(nn.Module):
    def __init__(self, config: PPLCNetV4Config):
        super().__init__()
        first, middle, last = config.stem_channels
        self.conv1 = PPLCNetV4ConvLayer(first, middle, 3, stride=2)
        self.conv2 = PPLCNetV4ConvLayer(middle, last, 3, stride=2)

    def forward(self, image):
        return self.conv2(ops.gelu(self.conv1(image), approximate="none"))


class PPLCNetV4DepthwiseSeparableConvLayer(nn.Module):
    def __init__(self, config: PPLCNetV4Config, block: Any):
        super().__init__()
        kernel, before, after, stride, weighs = block
        self.adds = before == after and stride == 1
        if self.adds:
            self.token_conv: Any = nn.Conv2d(
                before, after, kernel, padding=kernel // 2, groups=before
            )
        else:
            self.token_conv = PPLCNetV4ConvLayer(
                before, before, kernel, stride=stride, groups=before
            )
        self.token_squeeze_excitation = None
        if weighs:
            self.token_squeeze_excitation = PPLCNetSqueezeExcitationModule(before, config.reduction)
        self.channel_conv1 = PPLCNetV4ConvLayer(before, before * 2, 1)
        self.channel_conv2 = PPLCNetV4ConvLayer(before * 2, after, 1)

    def forward(self, image):  # [b h w before] -> [b h w after]
        image = self.token_conv(image)
        if self.token_squeeze_excitation is not None:
            image = self.token_squeeze_excitation(image)
        change = self.channel_conv2(ops.gelu(self.channel_conv1(image), approximate="none"))
        return image + change if self.adds else change


class PPLCNetV4Block(nn.Module):
    def __init__(self, config: PPLCNetV4Config, blocks: Any):
        super().__init__()
        self.blocks = nn.ModuleList(
            PPLCNetV4DepthwiseSeparableConvLayer(config, block) for block in blocks
        )

    def forward(self, image):
        for block in self.blocks:
            image = block(image)
        return image


class PPLCNetV4Encoder(nn.Module):
    def __init__(self, config: PPLCNetV4Config):
        super().__init__()
        large = config.stem_type == "large"
        self.convolution = (PPLCNetV4LargeStem if large else PPLCNetV4SmallStem)(config)
        self.blocks = nn.ModuleList(
            PPLCNetV4Block(config, blocks) for blocks in config.block_configs or ()
        )

    def forward(self, image):  # -> [b h w c] after the stem and after each stage
        states = [self.convolution(image)]
        for block in self.blocks:
            states.append(block(states[-1]))
        return states


class PPLCNetV4Backbone(Backbone, nn.PreTrainedModel):
    """Feature maps [b c h w] of chosen stages."""

    config_class = PPLCNetV4Config
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    ignored_keys = (r"num_batches_tracked$",)

    def __init__(self, config: PPLCNetV4Config):
        super().__init__(config)
        sizes = config.stage_out_channels or ()
        self.num_features = (config.stem_channels[-1], *(int(n * config.scale) for n in sizes))
        self.encoder = PPLCNetV4Encoder(config)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        check_images(pixel_values, channels=self.config.num_channels)
        states = self.encoder(channels_last(pixel_values))
        return self.chosen(states, output_hidden_states=output_hidden_states)


HEADS = {"backbone": PPLCNetV4Backbone}
