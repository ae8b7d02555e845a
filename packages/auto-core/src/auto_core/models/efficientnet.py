"""EfficientNet: Tan and Le, 2019, arXiv:1905.11946.

Inverted residuals (Sandler et al., 2018, arXiv:1801.04381) whose channels are weighted by what is
in the whole image (Hu et al., 2017, arXiv:1709.01507); depth, width and resolution grow together.

b batch, H and W pixels, h and w of a feature map, c channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.efficientnet import EfficientNetConfig
from auto_core.outputs import BaseModelOutputWithPoolingAndNoAttention

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import channels_first
from ..blocks.convnets import ConvImageClassification, from_pixels
from ..blocks.image_heads import classifier


def batch_norm(config: EfficientNetConfig, channels: int) -> Any:
    return nn.BatchNorm2d(channels, eps=config.batch_norm_eps, momentum=config.batch_norm_momentum)


def padded(hidden, before: int, after: int):
    """[b h w c] with so many zeros at the start and at the end of each axis."""
    return ops.pad(hidden, [(0, 0), (before, after), (before, after), (0, 0)], value=0)


class EfficientNetEmbeddings(nn.Module):
    def __init__(self, config: EfficientNetConfig):
        super().__init__()
        self.channels, size = config.num_channels, config.channels(32)
        self.convolution = nn.Conv2d(config.num_channels, size, 3, stride=2, bias=False)
        self.batchnorm = batch_norm(config, size)
        self.activation = activation(config.hidden_act)

    def forward(self, pixel_values):  # [b c H W] -> [b H/2 W/2 c]
        pixels = padded(from_pixels(pixel_values, channels=self.channels), 0, 1)
        return self.activation(self.batchnorm(self.convolution(pixels)))


class EfficientNetExpansionLayer(nn.Module):
    def __init__(self, config: EfficientNetConfig, before: int, after: int):
        super().__init__()
        self.expand_conv = nn.Conv2d(before, after, 1, bias=False)
        # The momentum is this layer's own, as upstream has it.
        self.expand_bn = nn.BatchNorm2d(after, eps=config.batch_norm_eps, momentum=0.1)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b h w c]
        return self.activation(self.expand_bn(self.expand_conv(hidden)))


class EfficientNetDepthwiseLayer(nn.Module):
    """A convolution of each channel; `even`: what it shrinks has an even size, and is padded by one
    less at the start."""

    def __init__(
        self, config: EfficientNetConfig, channels: int, kernel: int, *, stride: int, even: bool
    ):
        super().__init__()
        margin = kernel // 2
        self.pads = (margin - 1 if even else margin, margin) if stride == 2 else (0, 0)
        self.depthwise_conv = nn.Conv2d(
            channels,
            channels,
            kernel,
            stride=stride,
            padding=0 if stride == 2 else margin,
            groups=channels,
            bias=False,
        )
        self.depthwise_norm = batch_norm(config, channels)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b h w c] -> [b h/stride w/stride c]
        hidden = padded(hidden, *self.pads) if any(self.pads) else hidden
        return self.activation(self.depthwise_norm(self.depthwise_conv(hidden)))


class EfficientNetSqueezeExciteLayer(nn.Module):
    """Weights of channels, between 0 and 1, by what is in the whole map."""

    def __init__(self, config: EfficientNetConfig, channels: int, narrow: int):
        super().__init__()
        self.reduce = nn.Conv2d(channels, narrow, 1)
        self.expand = nn.Conv2d(narrow, channels, 1)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b h w c]
        weights = self.activation(self.reduce(ops.mean(hidden, (1, 2), keepdim=True)))
        return hidden * ops.sigmoid(self.expand(weights))


class EfficientNetFinalBlockLayer(nn.Module):
    def __init__(self, config: EfficientNetConfig, before: int, after: int, *, drop: float):
        super().__init__()
        self.project_conv = nn.Conv2d(before, after, 1, bias=False)
        self.project_bn = batch_norm(config, after)
        self.dropout = nn.Dropout(drop)

    def forward(self, hidden, residual):  # [b h w c]; residual: what is added, or None
        hidden = self.project_bn(self.project_conv(hidden))
        return hidden if residual is None else self.dropout(hidden) + residual


class EfficientNetBlock(nn.Block):
    """An inverted residual of a stage; of a stage's first one there is no sum."""

    def __init__(self, config: EfficientNetConfig, stage: int, *, index: int, count: int):
        """The block `index` of its stage, before which there are `count` blocks in all."""
        super().__init__()
        after = config.channels(config.out_channels[stage])
        before = after if index else config.channels(config.in_channels[stage])
        ratio = config.expand_ratios[stage]
        wide = before * ratio
        total = sum(map(config.blocks, range(len(config.out_channels))))
        self.adds = index > 0
        self.expansion = EfficientNetExpansionLayer(config, before, wide) if ratio != 1 else None
        self.depthwise_conv = EfficientNetDepthwiseLayer(
            config,
            wide,
            config.kernel_sizes[stage],
            stride=1 if index else config.strides[stage],
            even=count not in config.depthwise_padding,
        )
        narrow = max(1, int(before * config.squeeze_expansion_ratio))
        self.squeeze_excite = EfficientNetSqueezeExciteLayer(config, wide, narrow)
        drop = config.drop_connect_rate * count / total
        self.projection = EfficientNetFinalBlockLayer(config, wide, after, drop=drop)

    def forward(self, hidden):  # [b h w c] -> [b h/stride w/stride c]
        residual = hidden if self.adds else None
        if self.expansion is not None:
            hidden = self.expansion(hidden)
        hidden = self.squeeze_excite(self.depthwise_conv(hidden))
        return self.projection(hidden, residual)


class EfficientNetBlocks(nn.Module):
    """The blocks of all stages."""

    def __init__(self, config: EfficientNetConfig):
        super().__init__()
        blocks = [
            (stage, index)
            for stage in range(len(config.out_channels))
            for index in range(config.blocks(stage))
        ]
        self.blocks = nn.ModuleList(
            EfficientNetBlock(config, stage, index=index, count=count)
            for count, (stage, index) in enumerate(blocks)
        )

    def forward(self, hidden) -> tuple[Any, tuple[Any, ...]]:
        """[b h w c] -> the last map, and the input and what each block makes of it."""
        states = (hidden,)
        for block in self.blocks:
            states += (block(states[-1]),)
        return states[-1], states


class EfficientNetEncoder(EfficientNetBlocks):
    def __init__(self, config: EfficientNetConfig):
        super().__init__(config)
        last = config.channels(config.out_channels[-1])
        self.top_conv = nn.Conv2d(last, config.hidden_dim, 1, bias=False)
        self.top_bn = batch_norm(config, config.hidden_dim)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden) -> tuple[Any, tuple[Any, ...]]:
        """[b h w c] -> the last map, and the input and what each block makes of it."""
        hidden, states = super().forward(hidden)
        return self.activation(self.top_bn(self.top_conv(hidden))), states


class EfficientNetPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = EfficientNetConfig
    base_model_prefix = "efficientnet"
    main_input_name = "pixel_values"


class EfficientNetModel(EfficientNetPreTrainedModel):
    """EfficientNet without a head.

    Returns:
        BaseModelOutputWithPoolingAndNoAttention: last_hidden_state [b c h w], pooler_output [b c],
        and on request hidden_states: after the stem and after each block.
    """

    encoder_class: type = EfficientNetEncoder

    def __init__(self, config: EfficientNetConfig):
        super().__init__(config)
        self.embeddings = EfficientNetEmbeddings(config)
        self.encoder = self.encoder_class(config)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        hidden, states = self.encoder(self.embeddings(pixel_values))
        pool = ops.mean if self.config.pooling_type == "mean" else ops.amax
        return BaseModelOutputWithPoolingAndNoAttention(
            last_hidden_state=channels_first(hidden),
            pooler_output=pool(hidden, (1, 2)),
            hidden_states=tuple(map(channels_first, states)) if output_hidden_states else None,
        )


class EfficientNetForImageClassification(ConvImageClassification, EfficientNetPreTrainedModel):
    base_class = EfficientNetModel

    def add_head(self, config: EfficientNetConfig) -> None:
        self.dropout = nn.Dropout(config.dropout_rate)
        self.classifier = classifier(config, config.hidden_dim)

    def score(self, output):  # -> [b c]
        return self.classifier(self.dropout(output.pooler_output))


HEADS = {"base": EfficientNetModel, "image-classification": EfficientNetForImageClassification}
