"""DINOv3's ConvNeXt: Siméoni et al., 2025, arXiv:2508.10104.

ConvNeXt (Liu et al., 2022, arXiv:2201.03545) that gives tokens: the mean of its last feature map,
then the pixels of that map, normalised together.

b batch, H and W pixels, h and w of a feature map, t = 1 + h*w tokens, d channels.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.dinov3_convnext import DINOv3ConvNextConfig
from auto_core.initializers import Constant
from auto_core.outputs import BaseModelOutputWithPoolingAndNoAttention

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import channels_first, flat
from ..blocks.convnets import ConvBackbone, from_pixels


class DINOv3ConvNextLayer(nn.Block):
    def __init__(self, config: DINOv3ConvNextConfig, d: int, *, drop: float):
        super().__init__()
        self.depthwise_conv = nn.Conv2d(d, d, 7, padding=3, groups=d)
        self.layer_norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.pointwise_conv1 = nn.Linear(d, 4 * d)
        self.activation = activation(config.hidden_act)
        self.pointwise_conv2 = nn.Linear(4 * d, d)
        self.gamma = nn.Parameter((d,), init=Constant(config.layer_scale_init_value))
        self.drop_path = nn.DropPath(drop)

    def forward(self, hidden):  # [b h w d]
        change = self.pointwise_conv1(self.layer_norm(self.depthwise_conv(hidden)))
        change = self.pointwise_conv2(self.activation(change)) * ops.asarray(self.gamma)
        return hidden + self.drop_path(change)


class DINOv3ConvNextStage(nn.Module):
    def __init__(self, config: Any, layer_class: type, index: int, *, drops: Any):
        super().__init__()
        before = config.hidden_sizes[index - 1] if index else config.num_channels
        after, eps = config.hidden_sizes[index], config.layer_norm_eps
        self.downsample_layers = nn.ModuleList(
            [nn.LayerNorm(before, eps=eps), nn.Conv2d(before, after, 2, stride=2)]
            if index
            else [nn.Conv2d(before, after, 4, stride=4), nn.LayerNorm(after, eps=eps)]
        )
        self.layers = nn.ModuleList(layer_class(config, after, drop=float(d)) for d in drops)

    def forward(self, hidden):  # [b h w d] -> [b h/2 w/2 d]
        for layer in (*self.downsample_layers, *self.layers):
            hidden = layer(hidden)
        return hidden


class DINOv3ConvNextPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = DINOv3ConvNextConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    renames = ((r"(^|\.)model\.stages\.", r"\1stages."),)
    optional_parts = (r"^layer_norm\.",)  # a backbone has none
    # The part that variations of this family replace.
    layer_class: type = DINOv3ConvNextLayer

    def __init__(self, config: Any):
        super().__init__(config)
        drops = np.linspace(0, config.drop_path_rate, sum(config.depths))
        by_stage = np.split(drops, np.cumsum(config.depths)[:-1])
        self.stages = nn.ModuleList(
            DINOv3ConvNextStage(config, self.layer_class, i, drops=some)
            for i, some in enumerate(by_stage)
        )

    def maps(self, pixel_values) -> tuple[Any, ...]:  # the pixels, then each stage [b h w d]
        states = (from_pixels(pixel_values, channels=self.config.num_channels),)
        for stage in self.stages:
            states += (stage(states[-1]),)
        return states


class DINOv3ConvNextModel(DINOv3ConvNextPreTrainedModel):
    """DINOv3's ConvNeXt without a head.

    Returns:
        BaseModelOutputWithPoolingAndNoAttention: last_hidden_state [b t d], pooler_output [b d], of
        the first token, and on request hidden_states: the pixels, and the map of each stage.
    """

    def __init__(self, config: DINOv3ConvNextConfig):
        super().__init__(config)
        *_, size = config.hidden_sizes or ()
        self.layer_norm = nn.LayerNorm(size, eps=config.layer_norm_eps)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        states = self.maps(pixel_values)
        tokens = flat(states[-1])
        mean = ops.mean(tokens, 1, keepdim=True)
        hidden = self.layer_norm(ops.cat([mean, tokens], 1))
        return BaseModelOutputWithPoolingAndNoAttention(
            last_hidden_state=hidden,
            pooler_output=hidden[:, 0],
            hidden_states=tuple(map(channels_first, states)) if output_hidden_states else None,
        )


class DINOv3ConvNextBackbone(ConvBackbone, DINOv3ConvNextPreTrainedModel):
    """Feature maps of chosen stages; "stem" is the image itself."""

    def __init__(self, config: DINOv3ConvNextConfig):
        super().__init__(config)
        self.num_features = (config.num_channels, *(config.hidden_sizes or ()))

    def states(self, pixel_values):
        return self.maps(pixel_values)


PREFIX = "DINOv3ConvNext"
HEADS = {"base": DINOv3ConvNextModel, "backbone": DINOv3ConvNextBackbone}
