"""MobileNetV2: Sandler et al., 2018, arXiv:1801.04381.

Inverted residuals: a depthwise convolution of more channels between two convolutions of 1x1.
Segmentation is DeepLabv3+'s head without its decoder (Chen et al., 2018, arXiv:1802.02611).

b batch, H and W pixels, h and w of a feature map, c channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.mobilenet_v2 import MobileNetV2Config
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithPoolingAndNoAttention, SemanticSegmenterOutput

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import channels_first
from ..blocks.convnets import ConvImageClassification, from_pixels
from ..blocks.heads import Head
from ..blocks.image_heads import classifier
from ..blocks.losses import pixel_loss
from ..blocks.same_padding import pad_same

CHANNELS = (16, 24, 24, 32, 32, 32, 64, 64, 64, 64, 96, 96, 96, 160, 160, 160, 320)
STRIDES = (2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1)
HEAD_CHANNELS = 256


class MobileNetV2ConvLayer(nn.Module):
    """A convolution, batch norm and an activation (None: no activation)."""

    def __init__(
        self,
        config: MobileNetV2Config,
        before: int,
        after: int,
        kernel: int = 1,
        *,
        act: str | None,
        stride: int = 1,
        groups: int = 1,
        dilation: int = 1,
        eps: float | None = None,
    ):
        super().__init__()
        self.kernel, self.stride, self.dilation = kernel, stride, dilation
        self.pads = config.tf_padding
        self.convolution = nn.Conv2d(
            before,
            after,
            kernel,
            stride=stride,
            padding=0 if self.pads else (kernel - 1) // 2 * dilation,
            dilation=dilation,
            groups=groups,
            bias=False,
        )
        # The momentum is that of the running statistics' new part, as upstream has it.
        self.normalization = nn.BatchNorm2d(
            after, eps=config.layer_norm_eps if eps is None else eps, momentum=0.997
        )
        self.activation = None if act is None else activation(act)

    def forward(self, hidden):  # [b h w c] -> [b h/stride w/stride c]
        if self.pads:
            hidden = pad_same(hidden, size=self.kernel, stride=self.stride, dilation=self.dilation)
        hidden = self.normalization(self.convolution(hidden))
        return hidden if self.activation is None else self.activation(hidden)


class MobileNetV2InvertedResidual(nn.Block):
    def __init__(
        self, config: MobileNetV2Config, before: int, after: int, *, stride: int, dilation: int
    ):
        super().__init__()
        wide, act = config.multiple(round(before * config.expand_ratio)), config.hidden_act
        self.adds = stride == 1 and before == after
        self.expand_1x1 = MobileNetV2ConvLayer(config, before, wide, act=act)
        self.conv_3x3 = MobileNetV2ConvLayer(
            config, wide, wide, 3, act=act, stride=stride, groups=wide, dilation=dilation
        )
        self.reduce_1x1 = MobileNetV2ConvLayer(config, wide, after, act=None)

    def forward(self, hidden):  # [b h w c] -> [b h/stride w/stride c]
        change = self.reduce_1x1(self.conv_3x3(self.expand_1x1(hidden)))
        return hidden + change if self.adds else change


class MobileNetV2Stem(nn.Module):
    """The first block, whose expansion is the first convolution."""

    def __init__(self, config: MobileNetV2Config, after: int):
        super().__init__()
        wide, act, make = config.channels(32), config.hidden_act, MobileNetV2ConvLayer
        self.first_conv = make(config, config.num_channels, wide, 3, act=act, stride=2)
        self.expand_1x1 = None
        if not config.first_layer_is_expansion:
            self.expand_1x1 = make(config, wide, wide, act=act)
        self.conv_3x3 = make(config, wide, wide, 3, act=act, groups=wide)
        self.reduce_1x1 = make(config, wide, after, act=None)

    def forward(self, pixels):  # [b H W c] -> [b H/2 W/2 c]
        hidden = self.first_conv(pixels)
        if self.expand_1x1 is not None:
            hidden = self.expand_1x1(hidden)
        return self.reduce_1x1(self.conv_3x3(hidden))


def blocks(config: MobileNetV2Config) -> list[tuple[int, int]]:
    """The stride and dilation of each block: from `output_stride` on the map does not shrink."""
    found, reached, dilation = [], 2, 1
    for stride in STRIDES:
        if reached == config.output_stride:
            found.append((1, dilation))
            dilation *= stride  # of the blocks after this one
        else:
            found.append((stride, 1))
            reached *= stride
    return found


class MobileNetV2PreTrainedModel(nn.PreTrainedModel):
    """What all MobileNetV2 models share."""

    config_class = MobileNetV2Config
    base_model_prefix = "mobilenet_v2"
    main_input_name = "pixel_values"


class MobileNetV2Model(MobileNetV2PreTrainedModel):
    """MobileNetV2 without a head.

    Returns:
        BaseModelOutputWithPoolingAndNoAttention: last_hidden_state [b c h w], pooler_output [b c]
        (None with `add_pooling_layer=False`), and on request hidden_states: after each block.
    """

    def __init__(self, config: MobileNetV2Config, add_pooling_layer: bool = True):
        super().__init__(config)
        sizes = [config.channels(count) for count in CHANNELS]
        self.conv_stem = MobileNetV2Stem(config, sizes[0])
        self.layer = nn.ModuleList(
            MobileNetV2InvertedResidual(config, before, after, stride=stride, dilation=dilation)
            for before, after, (stride, dilation) in zip(
                sizes, sizes[1:], blocks(config), strict=False
            )
        )
        self.conv_1x1 = MobileNetV2ConvLayer(
            config, sizes[-1], config.last_channels, act=config.hidden_act
        )
        self.pools = add_pooling_layer

    def states(self, pixel_values) -> tuple[Any, ...]:  # -> after each block, [b h w c]
        hidden = self.conv_stem(from_pixels(pixel_values, channels=self.config.num_channels))
        states = ()
        for layer in self.layer:
            hidden = layer(hidden)
            states += (hidden,)
        return states

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        states = self.states(pixel_values)
        last = self.conv_1x1(states[-1])
        return BaseModelOutputWithPoolingAndNoAttention(
            last_hidden_state=channels_first(last),
            pooler_output=ops.mean(last, (1, 2)) if self.pools else None,
            hidden_states=tuple(map(channels_first, states)) if output_hidden_states else None,
        )


class MobileNetV2ForImageClassification(ConvImageClassification, MobileNetV2PreTrainedModel):
    base_class = MobileNetV2Model

    def add_head(self, config: MobileNetV2Config) -> None:
        self.dropout = nn.Dropout(config.classifier_dropout_prob)
        self.classifier = classifier(config, config.last_channels)

    def score(self, output):  # -> [b c]
        return self.classifier(self.dropout(output.pooler_output))


class PixelClassifier(nn.Module):
    def __init__(self, labels: int):
        super().__init__()
        self.convolution = nn.Conv2d(HEAD_CHANNELS, labels, 1)

    def forward(self, hidden):  # [b h w c] -> [b h w labels]
        return self.convolution(hidden)


class MobileNetV2DeepLabV3Plus(nn.Module):
    """Classify pixels by their own features and the mean of the map."""

    def __init__(self, config: MobileNetV2Config):
        super().__init__()
        size, after = config.channels(CHANNELS[-1]), HEAD_CHANNELS
        options: dict[str, Any] = dict(act="relu", eps=1e-5)
        self.conv_pool = MobileNetV2ConvLayer(config, size, after, **options)
        self.conv_aspp = MobileNetV2ConvLayer(config, size, after, **options)
        self.conv_projection = MobileNetV2ConvLayer(config, 2 * after, after, **options)
        self.dropout = nn.Dropout(config.classifier_dropout_prob)  # of whole channels
        self.classifier = PixelClassifier(config.num_labels)

    def forward(self, hidden):  # [b h w c] -> [b h w labels]
        pooled = self.conv_pool(ops.mean(hidden, (1, 2), keepdim=True))
        hidden = self.conv_aspp(hidden)
        hidden = ops.cat([ops.expand(pooled, ops.shape(hidden)), hidden], -1)
        hidden = self.conv_projection(hidden)
        batch, channels = ops.shape(hidden)[0], ops.shape(hidden)[-1]
        kept = self.dropout(ops.ones((batch, 1, 1, channels), like=hidden))
        return self.classifier(hidden * kept)


class MobileNetV2ForSemanticSegmentation(Head, MobileNetV2PreTrainedModel):
    """logits [b c h w]; labels [b H W], `semantic_loss_ignore_index` where they do not count."""

    base_class = MobileNetV2Model
    base_options = {"add_pooling_layer": False}
    input_order = ("pixel_values", "labels")

    def add_head(self, config: MobileNetV2Config) -> None:
        self.segmentation_head = MobileNetV2DeepLabV3Plus(config)

    def forward(self, pixel_values=None, labels=None, *, output_hidden_states: bool = False):
        if labels is not None and self.config.num_labels == 1:
            raise InputError("The loss compares classes, and this model has one (num_labels=1).")
        states = self.mobilenet_v2.states(pixel_values)
        logits = self.segmentation_head(states[-1])  # [b h w c]
        ignored = self.config.semantic_loss_ignore_index
        return SemanticSegmenterOutput(
            loss=None if labels is None else pixel_loss(logits, labels, ignore_index=ignored),
            logits=channels_first(logits),
            hidden_states=tuple(map(channels_first, states)) if output_hidden_states else None,
        )


HEADS = {
    "base": MobileNetV2Model,
    "image-classification": MobileNetV2ForImageClassification,
    "semantic-segmentation": MobileNetV2ForSemanticSegmentation,
}
