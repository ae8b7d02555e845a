"""TextNet: Chen et al., 2021, arXiv:2111.02394.

A convolutional network for finding text, whose kernels are square, high or wide. A layer is the sum
of convolutions by the whole kernel, its height and its width (Ding et al., 2021, arXiv:2101.03697).

b batch, H and W pixels, h and w of a feature map, d channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.textnet import TextNetConfig
from auto_core.outputs import BackboneOutput, BaseModelOutputWithPoolingAndNoAttention

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import Backbone, channels_first
from ..blocks.convnets import ConvImageClassification, from_pixels
from ..blocks.image_heads import classifier

POOLED = 2  # rows and columns of the pooled map


def batch_norm(config: TextNetConfig, channels: int) -> Any:
    return nn.BatchNorm2d(channels, eps=config.batch_norm_eps, momentum=0.1)


class TextNetConvLayer(nn.Module):
    """The stem."""

    def __init__(self, config: TextNetConfig):
        super().__init__()
        self.channels, size = config.stem_num_channels, config.stem_kernel_size
        self.conv = nn.Conv2d(
            config.stem_num_channels,
            config.stem_out_channels,
            size,
            stride=config.stem_stride,
            padding=size // 2,
            bias=False,
        )
        self.batch_norm = batch_norm(config, config.stem_out_channels)
        act = config.stem_act_func
        self.activation = None if act is None else activation(act)

    def forward(self, pixel_values):  # [b c H W] -> [b h w d]
        hidden = self.conv(from_pixels(pixel_values, channels=self.channels))
        hidden = self.batch_norm(hidden)
        return hidden if self.activation is None else self.activation(hidden)


class TextNetRepConvLayer(nn.Block):
    def __init__(self, config: TextNetConfig, before: int, after: int, kernel: Any, *, stride: int):
        super().__init__()
        height, width = kernel

        def convolution(high: int, wide: int) -> Any:
            padding = ((high - 1) // 2, (wide - 1) // 2)
            options: dict[str, Any] = dict(stride=stride, padding=padding, bias=False)
            return nn.Conv2d(before, after, (high, wide), **options)

        self.main_conv = convolution(height, width)
        self.main_batch_norm = batch_norm(config, after)
        self.vertical_conv = self.horizontal_conv = self.rbr_identity = None
        if width != 1:
            self.vertical_conv = convolution(height, 1)
            self.vertical_batch_norm = batch_norm(config, after)
        if height != 1:
            self.horizontal_conv = convolution(1, width)
            self.horizontal_batch_norm = batch_norm(config, after)
        if before == after and stride == 1:
            self.rbr_identity = batch_norm(config, before)

    def forward(self, hidden):  # [b h w d] -> [b h/stride w/stride d]
        output = self.main_batch_norm(self.main_conv(hidden))
        if self.vertical_conv is not None:
            output = output + self.vertical_batch_norm(self.vertical_conv(hidden))
        if self.horizontal_conv is not None:
            output = output + self.horizontal_batch_norm(self.horizontal_conv(hidden))
        if self.rbr_identity is not None:
            output = output + self.rbr_identity(hidden)
        return ops.relu(output)


class TextNetStage(nn.Module):
    def __init__(self, config: TextNetConfig, index: int):
        super().__init__()
        before, after = config.hidden_sizes[index : index + 2]
        kernels, strides = config.conv_layer_kernel_sizes or (), config.conv_layer_strides or ()
        self.stage = nn.ModuleList(
            TextNetRepConvLayer(config, after if i else before, after, kernel, stride=stride)
            for i, (kernel, stride) in enumerate(zip(kernels[index], strides[index], strict=True))
        )

    def forward(self, hidden):
        for layer in self.stage:
            hidden = layer(hidden)
        return hidden


class TextNetEncoder(nn.Module):
    def __init__(self, config: TextNetConfig):
        super().__init__()
        count = len(config.depths or ())
        self.stages = nn.ModuleList(TextNetStage(config, index) for index in range(count))

    def forward(self, hidden) -> tuple[Any, ...]:  # -> the input, and what each stage makes of it
        states = (hidden,)
        for stage in self.stages:
            states += (stage(states[-1]),)
        return states


class TextNetPreTrainedModel(nn.PreTrainedModel):
    """What all TextNet models share."""

    config_class = TextNetConfig
    base_model_prefix = "textnet"
    main_input_name = "pixel_values"


class TextNetModel(TextNetPreTrainedModel):
    """TextNet without a head.

    Returns:
        BaseModelOutputWithPoolingAndNoAttention: last_hidden_state [b d h w], pooler_output
        [b d 2 2], and on request hidden_states: after the stem and after each stage.
    """

    def __init__(self, config: TextNetConfig):
        super().__init__(config)
        self.stem = TextNetConvLayer(config)
        self.encoder = TextNetEncoder(config)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        states = self.encoder(self.stem(pixel_values))
        images = tuple(map(channels_first, states))
        return BaseModelOutputWithPoolingAndNoAttention(
            last_hidden_state=images[-1],
            pooler_output=channels_first(ops.adaptive_avg_pool2d(states[-1], POOLED)),
            hidden_states=images if output_hidden_states else None,
        )


class TextNetForImageClassification(ConvImageClassification, TextNetPreTrainedModel):
    base_class = TextNetModel

    def add_head(self, config: TextNetConfig) -> None:
        self.fc = classifier(config, config.hidden_sizes[-1])

    def score(self, output):  # -> [b c]
        return self.fc(ops.mean(output.last_hidden_state, (2, 3)))


class TextNetBackbone(Backbone, TextNetPreTrainedModel):
    def __init__(self, config: TextNetConfig):
        super().__init__(config)
        self.num_features = tuple(config.hidden_sizes)
        self.textnet = TextNetModel(config)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        output = self.textnet(pixel_values, output_hidden_states=True, return_dict=True)
        maps = output.hidden_states
        return BackboneOutput(
            feature_maps=tuple(maps[index] for index in self.out_indices),
            hidden_states=maps if output_hidden_states else None,
        )


HEADS = {
    "base": TextNetModel,
    "image-classification": TextNetForImageClassification,
    "backbone": TextNetBackbone,
}
