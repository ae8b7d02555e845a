"""PP-LCNet: Cui et al., 2021, arXiv:2109.15099.

Convolutions of each channel, then of each pixel; in the last stage channels are weighed between
both.

b batch, H and W pixels, h and w of a feature map, c channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.pp_lcnet import PPLCNetConfig
from auto_core.outputs import BaseModelOutputWithNoAttention

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import Backbone, channels_first, channels_last
from ..blocks.patches import check_images

EPS = 1e-5


class PPLCNetConvLayer(nn.Module):
    def __init__(
        self,
        before: int,
        after: int,
        kernel: int,
        *,
        stride: int = 1,
        groups: int = 1,
        activate: str | None,
    ):
        super().__init__()
        self.convolution = nn.Conv2d(
            before,
            after,
            kernel,
            stride=stride,
            padding=kernel // 2,
            groups=groups,
            bias=False,
        )
        self.normalization = nn.BatchNorm2d(after, eps=EPS, momentum=0.1)
        self.activation = None if activate is None else activation(activate)

    def forward(self, image):  # [b h w before] -> [b h w after]
        image = self.normalization(self.convolution(image))
        return image if self.activation is None else self.activation(image)


class Activation(nn.Module):
    """A function between convolutions, which files count among them."""

    def __init__(self, apply: Any):
        super().__init__()
        self.apply_to = apply

    def forward(self, image):
        return self.apply_to(image)


def hard_sigmoid(x):
    return ops.clamp(x + 3.0, min=0.0, max=6.0) / 6.0


class PPLCNetSqueezeExcitationModule(nn.Module):
    """Weighs each channel by the means of all."""

    def __init__(self, channels: int, reduction: int):
        super().__init__()
        inner = channels // reduction
        self.convolutions = nn.ModuleList(
            [
                nn.Conv2d(channels, inner, 1),
                Activation(ops.relu),
                nn.Conv2d(inner, channels, 1),
                Activation(hard_sigmoid),
            ]
        )

    def forward(self, image):  # [b h w c] -> [b h w c]
        weights = ops.mean(image, (1, 2), keepdim=True)
        for layer in self.convolutions:
            weights = layer(weights)
        return image * weights


class PPLCNetDepthwiseSeparableConvLayer(nn.Block):
    def __init__(self, config: PPLCNetConfig, block: Any):
        super().__init__()
        kernel, before, after, stride, weighs = block
        before, after = config.channels(before), config.channels(after)
        self.depthwise_convolution = self.convolution(
            config, before, before, kernel, stride=stride, groups=before
        )
        self.squeeze_excitation_module = None
        if weighs:
            self.squeeze_excitation_module = PPLCNetSqueezeExcitationModule(
                before, config.reduction
            )
        self.pointwise_convolution = self.convolution(config, before, after, 1)

    @staticmethod
    def convolution(config: Any, before: int, after: int, kernel: int, **options: Any) -> Any:
        """One of both convolutions."""
        return PPLCNetConvLayer(before, after, kernel, activate=config.hidden_act, **options)

    def forward(self, image):
        image = self.depthwise_convolution(image)
        if self.squeeze_excitation_module is not None:
            image = self.squeeze_excitation_module(image)
        return self.pointwise_convolution(image)


class PPLCNetBlock(nn.Module):
    def __init__(self, config: PPLCNetConfig, blocks: Any, layer_class: Any):
        super().__init__()
        self.layers = nn.ModuleList(layer_class(config, block) for block in blocks)

    def forward(self, image):
        for layer in self.layers:
            image = layer(image)
        return image


class PPLCNetEncoder(nn.Module):
    def __init__(self, config: PPLCNetConfig, layer_class: Any, *, activates: bool):
        super().__init__()
        self.convolution = PPLCNetConvLayer(
            3,
            config.channels(config.stem_channels),
            3,
            stride=config.stem_stride,
            activate=config.hidden_act if activates else None,
        )
        self.blocks = nn.ModuleList(
            PPLCNetBlock(config, blocks, layer_class) for blocks in config.block_configs or ()
        )

    def forward(self, pixel_values):  # -> [b h w c] after the stem and after each stage
        check_images(pixel_values, channels=3)
        states = [self.convolution(channels_last(pixel_values))]
        for block in self.blocks:
            states.append(block(states[-1]))
        return states


class PPLCNetPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = PPLCNetConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    ignored_keys = (r"num_batches_tracked$",)
    # The parts that variations of this family replace.
    layer_class: type = PPLCNetDepthwiseSeparableConvLayer
    stem_activates = True


class PPLCNetBackbone(Backbone, PPLCNetPreTrainedModel):
    """Feature maps [b c h w] of chosen stages."""

    def __init__(self, config: PPLCNetConfig):
        super().__init__(config)
        last = [stage[-1][2] for stage in config.block_configs or ()]
        self.num_features = (config.stem_channels, *(int(n * config.scale) for n in last))
        self.encoder = PPLCNetEncoder(config, self.layer_class, activates=self.stem_activates)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        return self.chosen(self.encoder(pixel_values), output_hidden_states=output_hidden_states)


class PPLCNetForImageClassification(PPLCNetPreTrainedModel):
    """Classes of an image.

    Returns:
        BaseModelOutputWithNoAttention, whose last_hidden_state are the scores [b classes].
    """

    head_parts = (r"^head\.",)

    def __init__(self, config: PPLCNetConfig):
        super().__init__(config)
        self.encoder = PPLCNetEncoder(config, self.layer_class, activates=self.stem_activates)
        last = [stage[-1][2] for stage in config.block_configs or ()][-1]
        self.last_convolution = nn.Conv2d(config.channels(last), config.class_expand, 1, bias=False)
        self.activation = activation(config.hidden_act)
        self.head = None
        if config.num_labels:
            self.head = nn.Linear(config.class_expand, config.num_labels)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        states = self.encoder(pixel_values)
        hidden = self.last_convolution(ops.mean(states[-1], (1, 2), keepdim=True))
        hidden = self.activation(hidden)[:, 0, 0] * (1 - self.config.hidden_dropout_prob)
        return BaseModelOutputWithNoAttention(
            last_hidden_state=hidden if self.head is None else self.head(hidden),
            hidden_states=tuple(map(channels_first, states)) if output_hidden_states else None,
        )


PREFIX = "PPLCNet"
HEADS = {"backbone": PPLCNetBackbone, "image-classification": PPLCNetForImageClassification}
