"""BiT: Kolesnikov et al., 2019, arXiv:1912.11370.

A ResNet (second version) with group norm instead of batch norm and convolutions whose kernels are
standardised (Qiao et al., 2019, arXiv:1903.10520).

b batch, H and W pixels, h and w pixels of a feature map, d channels, c classes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.bit import BitConfig
from auto_core.outputs import BaseModelOutputWithPoolingAndNoAttention

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import channels_first
from ..blocks.convnets import ConvBackbone, ConvImageClassification, from_pixels, global_mean
from ..blocks.same_padding import pad_same
from .resnet import flat_classifier

KERNEL_EPS, NORM_EPS = 1e-8, 1e-5


class StandardizedConv2d(nn.Module):
    """A convolution each of whose kernels has mean 0 and variance 1.

    `padding` is the config's: "SAME" makes the result's size that of the input over the stride,
    with what is odd at the right and below; None adds the same at both ends.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        size: int,
        *,
        padding: str | None,
        stride: int = 1,
        dilation: int = 1,
    ):
        super().__init__()
        self.weight = nn.Parameter((out_channels, in_channels, size, size), init="normal")
        self.size, self.stride, self.dilation, self.scheme = size, stride, dilation, padding
        both = (stride - 1 + dilation * (size - 1)) // 2
        self.dynamic = padding == "SAME" and (stride > 1 or dilation * (size - 1) % 2 == 1)
        self.padding = 0 if self.dynamic else both

    def forward(self, x):  # [b h w in] -> [b y x out]
        weight = ops.asarray(self.weight)
        centred = weight - ops.mean(weight, (1, 2, 3), keepdim=True)
        variance = ops.mean(centred**2, (1, 2, 3), keepdim=True)
        if self.dynamic:
            x = pad_same(x, size=self.size, stride=self.stride, dilation=self.dilation)
        return ops.conv2d(
            x,
            centred * ops.rsqrt(variance + KERNEL_EPS),
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            groups=1,
        )


def group_norm(config: BitConfig, channels: int) -> Any:
    return nn.GroupNorm(config.num_groups, channels, eps=NORM_EPS)


class BitEmbeddings(nn.Module):
    """The stem: a quarter of the image's size."""

    def __init__(self, config: BitConfig):
        super().__init__()
        self.channels, self.dynamic = config.num_channels, config.embedding_dynamic_padding
        self.convolution = StandardizedConv2d(
            config.num_channels, config.embedding_size, 7, stride=2, padding=config.global_padding
        )
        self.margin = 0 if config.global_padding == "SAME" else 1
        self.norm = None
        if config.layer_type == "bottleneck":
            self.norm = group_norm(config, config.embedding_size)
        self.activation = activation(config.hidden_act)

    def forward(self, pixel_values):  # [b c H W] -> [b H/4 W/4 d]
        hidden = self.convolution(from_pixels(pixel_values, channels=self.channels))
        around = (self.margin, self.margin)
        hidden = ops.pad(hidden, [(0, 0), around, around, (0, 0)], value=0.0)
        if self.norm is not None:
            hidden = self.activation(self.norm(hidden))
        if self.dynamic:
            hidden = pad_same(hidden, size=3, stride=2)
        return ops.max_pool2d(hidden, 3, stride=2, padding=0)


def rounded(channels: float) -> int:
    """A multiple of 8 that is not much smaller."""
    result = max(8, int(channels + 4) // 8 * 8)
    return result + 8 if result < 0.9 * channels else result


class BitDownsampleConv(nn.Module):
    """The shortcut of a stage's first layer."""

    def __init__(self, config: BitConfig, before: int, after: int, *, stride: int):
        super().__init__()
        self.conv = StandardizedConv2d(
            before, after, 1, stride=stride, padding=config.global_padding
        )
        self.norm = group_norm(config, after) if config.layer_type == "bottleneck" else None

    def forward(self, hidden):
        hidden = self.conv(hidden)
        return hidden if self.norm is None else self.norm(hidden)


class BitLayer(nn.Block):
    """A 3x3 convolution of a quarter of the channels between two of 1x1."""

    def __init__(
        self,
        config: BitConfig,
        before: int,
        after: int,
        *,
        stride: int,
        dilation: int,
        drop_path: float,
        first: bool,
    ):
        super().__init__()
        narrow, padding = rounded(after * 0.25), config.global_padding
        self.early = config.layer_type == "preactivation"
        # With early activation, upstream leaves the dilation of its stages out.
        dilation = 1 if self.early else dilation
        self.downsample = None
        if first:
            self.downsample = BitDownsampleConv(config, before, after, stride=stride)
        self.norm1 = group_norm(config, before if self.early else narrow)
        self.conv1 = StandardizedConv2d(before, narrow, 1, padding=padding)
        self.norm2 = group_norm(config, narrow)
        self.conv2 = StandardizedConv2d(
            narrow, narrow, 3, stride=stride, dilation=dilation, padding=padding
        )
        self.norm3 = group_norm(config, narrow if self.early else after)
        self.conv3 = StandardizedConv2d(narrow, after, 1, padding=padding)
        self.drop_path = nn.DropPath(drop_path)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b h w before] -> [b h/stride w/stride after]
        act = self.activation
        if self.early:
            normed = act(self.norm1(hidden))
            change = act(self.norm2(self.conv1(normed)))
            change = self.conv3(act(self.norm3(self.conv2(change))))
        else:
            normed = hidden
            change = act(self.norm1(self.conv1(hidden)))
            change = self.norm3(self.conv3(act(self.norm2(self.conv2(change)))))
        shortcut = hidden if self.downsample is None else self.downsample(normed)
        result = self.drop_path(change) + shortcut
        return result if self.early else act(result)


class BitStage(nn.Module):
    def __init__(
        self,
        config: BitConfig,
        before: int,
        after: int,
        *,
        stride: int,
        dilation: int,
        drop_paths: list[float],
        layer_class: type,
    ):
        super().__init__()
        self.layers = nn.ModuleList(
            layer_class(
                config,
                after if index else before,
                after,
                stride=1 if index else stride,
                # The first layer of a stage dilates as the stage before it did.
                dilation=dilation if index else 1 if dilation in (1, 2) else 2,
                drop_path=drop_path,
                first=index == 0,
            )
            for index, drop_path in enumerate(drop_paths)
        )

    def forward(self, hidden):
        for layer in self.layers:
            hidden = layer(hidden)
        return hidden


class BitEncoder(nn.Module):
    def __init__(self, config: BitConfig, layer_class: type = BitLayer):
        super().__init__()
        rates = np.linspace(0, config.drop_path_rate, sum(config.depths)).tolist()
        before, so_far, dilation, stages = config.embedding_size, 4, 1, []
        for index, depth in enumerate(config.depths):
            after = rounded(config.hidden_sizes[index] * config.width_factor)
            stride = 2 if index else 1
            if so_far >= config.output_stride:
                dilation, stride = dilation * stride, 1
            drop_paths, rates = rates[:depth], rates[depth:]
            stages.append(
                BitStage(
                    config,
                    before,
                    after,
                    stride=stride,
                    dilation=dilation,
                    drop_paths=drop_paths,
                    layer_class=layer_class,
                )
            )
            before, so_far = after, so_far * stride
        self.stages = nn.ModuleList(stages)

    def forward(self, hidden) -> tuple[Any, ...]:  # -> the input, and what each stage makes of it
        states = (hidden,)
        for stage in self.stages:
            states += (stage(states[-1]),)
        return states


class BitPreTrainedModel(nn.PreTrainedModel):
    """What all BiT models share."""

    config_class = BitConfig
    base_model_prefix = "bit"
    main_input_name = "pixel_values"
    # The parts that variations of this family replace.
    embeddings_class: type = BitEmbeddings
    layer_class: type = BitLayer


class BitModel(BitPreTrainedModel):
    """BiT without a head.

    Returns:
        BaseModelOutputWithPoolingAndNoAttention: last_hidden_state [b d h w], with an early
        activation normalised; pooler_output [b d 1 1]; on request hidden_states, after the stem
        and after each stage, which are not.
    """

    def __init__(self, config: BitConfig):
        super().__init__(config)
        self.embedder = self.embeddings_class(config)
        self.encoder = BitEncoder(config, self.layer_class)
        self.norm = None
        if config.layer_type == "preactivation":
            self.norm = group_norm(config, rounded(config.hidden_sizes[-1] * config.width_factor))
        self.activation = activation(config.hidden_act)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        states = self.states(pixel_values)
        last = states[-1] if self.norm is None else self.activation(self.norm(states[-1]))
        return BaseModelOutputWithPoolingAndNoAttention(
            last_hidden_state=channels_first(last),
            pooler_output=global_mean(last),
            hidden_states=tuple(map(channels_first, states)) if output_hidden_states else None,
        )

    def states(self, pixel_values) -> tuple[Any, ...]:  # [b h w d] after the stem and each stage
        return self.encoder(self.embedder(pixel_values))


class BitForImageClassification(ConvImageClassification, BitPreTrainedModel):
    base_class = BitModel

    def add_head(self, config: BitConfig) -> None:
        self.classifier = flat_classifier(
            config, rounded(config.hidden_sizes[-1] * config.width_factor)
        )

    def score(self, output):
        return self.classifier[1](output.pooler_output[:, :, 0, 0])


class BitBackbone(ConvBackbone, BitPreTrainedModel):
    base_class: Any = BitModel

    def __init__(self, config: BitConfig):
        super().__init__(config)
        self.num_features = (config.embedding_size, *config.hidden_sizes[: len(config.depths)])
        self.bit = self.base_class(config)

    def states(self, pixel_values):
        return self.bit.states(pixel_values)


PREFIX = "Bit"
HEADS = {
    "base": BitModel,
    "image-classification": BitForImageClassification,
    "backbone": BitBackbone,
}
