"""MobileNet: Howard et al., 2017, arXiv:1704.04861.

Depthwise convolutions of 3x3, each followed by one of 1x1.

b batch, H and W pixels, h and w of a feature map, c channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.mobilenet_v1 import MobileNetV1Config
from auto_core.outputs import BaseModelOutputWithPoolingAndNoAttention

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import channels_first
from ..blocks.convnets import ConvImageClassification, from_pixels
from ..blocks.image_heads import classifier
from ..blocks.same_padding import pad_same

STRIDES = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)


class MobileNetV1ConvLayer(nn.Module):
    """A convolution, batch norm and an activation."""

    def __init__(
        self, config: Any, before: int, after: int, kernel: int, *, stride: int = 1, groups: int = 1
    ):
        super().__init__()
        self.kernel, self.stride, self.pads = kernel, stride, config.tf_padding
        padding = 0 if self.pads else (kernel - 1) // 2
        self.convolution = nn.Conv2d(
            before, after, kernel, stride=stride, padding=padding, groups=groups, bias=False
        )
        # The momentum is that of the running statistics' new part, as upstream has it.
        self.normalization = nn.BatchNorm2d(after, eps=config.layer_norm_eps, momentum=0.9997)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b h w c] -> [b h/stride w/stride c]
        if self.pads:
            hidden = pad_same(hidden, size=self.kernel, stride=self.stride)
        return self.activation(self.normalization(self.convolution(hidden)))


class MobileNetV1PreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = MobileNetV1Config
    base_model_prefix = "mobilenet_v1"
    main_input_name = "pixel_values"
    # The part that variations of this family replace.
    layer_class: type = MobileNetV1ConvLayer


class MobileNetV1Model(MobileNetV1PreTrainedModel):
    """MobileNet without a head.

    Returns:
        BaseModelOutputWithPoolingAndNoAttention: last_hidden_state [b c h w], pooler_output [b c]
        (None with `add_pooling_layer=False`), and on request hidden_states: after each layer.
    """

    def __init__(self, config: MobileNetV1Config, add_pooling_layer: bool = True):
        super().__init__(config)
        make: Any = self.layer_class
        depth, size = 32, config.channels(32)
        self.conv_stem = make(config, config.num_channels, size, 3, stride=2)
        layers = []
        for i, stride in enumerate(STRIDES):
            before = size
            if stride == 2 or i == 0:
                depth *= 2
                size = config.channels(depth)
            layers.append(make(config, before, before, 3, stride=stride, groups=before))
            layers.append(make(config, before, size, 1))
        self.layer = nn.ModuleList(layers)
        self.pools = add_pooling_layer

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        pixels = from_pixels(pixel_values, channels=self.config.num_channels)
        states = [self.conv_stem(pixels)]
        for layer in self.layer:
            states.append(layer(states[-1]))
        images = tuple(map(channels_first, states[1:])) if output_hidden_states else None
        return BaseModelOutputWithPoolingAndNoAttention(
            last_hidden_state=channels_first(states[-1]),
            pooler_output=ops.mean(states[-1], (1, 2)) if self.pools else None,
            hidden_states=images,
        )


class MobileNetV1ForImageClassification(ConvImageClassification, MobileNetV1PreTrainedModel):
    base_class = MobileNetV1Model

    def add_head(self, config: MobileNetV1Config) -> None:
        self.dropout = nn.Dropout(config.classifier_dropout_prob)
        self.classifier = classifier(config, config.channels(1024))

    def score(self, output):  # -> [b c]
        return self.classifier(self.dropout(output.pooler_output))


PREFIX = "MobileNetV1"
HEADS = {"base": MobileNetV1Model, "image-classification": MobileNetV1ForImageClassification}
