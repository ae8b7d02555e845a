"""Prompt Depth Anything: Lin et al., 2024, arXiv:2412.14015.

Depth Anything that is given a coarse map of depth, say of a sensor, which is added at each step of
its decoder: so depth gets its unit.

b batch, H and W pixels, h and w of a feature map, d channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.prompt_depth_anything import PromptDepthAnythingConfig
from auto_core.outputs import DepthEstimatorOutput

from .. import nn, ops
from ..blocks.backbone import channels_last
from . import depth_anything
from .dpt import FeatureFusionLayer, FeatureFusionStage


class PromptDepthAnythingLayer(nn.Module):
    def __init__(self, d: int):
        super().__init__()
        self.convolution1 = nn.Conv2d(1, d, 3, padding=1)
        self.convolution2 = nn.Conv2d(d, d, 3, padding=1)
        self.convolution3 = nn.Conv2d(d, d, 3, padding=1)

    def forward(self, prompt):  # [b h w 1] -> [b h w d]
        hidden = self.convolution2(ops.relu(self.convolution1(prompt)))
        return self.convolution3(ops.relu(hidden))


class PromptDepthAnythingFeatureFusionLayer(FeatureFusionLayer):
    def __init__(self, channels: int, *, bias: bool, batch_norm: bool):
        super().__init__(channels, bias=bias, batch_norm=batch_norm)
        self.prompt_depth_layer = PromptDepthAnythingLayer(channels)

    def with_others(self, hidden, prompt=None):  # [b h w d], [b h' w' 1] -> [b h w d]
        if prompt is None:
            return hidden
        size = ops.shape(hidden)[1:3]
        prompt = ops.interpolate(prompt, size, mode="bilinear", align_corners=False)
        return hidden + self.prompt_depth_layer(prompt)


class PromptDepthAnythingFeatureFusionStage(FeatureFusionStage):
    layer_class = PromptDepthAnythingFeatureFusionLayer


class PromptDepthAnythingNeck(depth_anything.DepthAnythingNeck):
    fusion_class = PromptDepthAnythingFeatureFusionStage


class PromptDepthAnythingDepthEstimationHead(depth_anything.DepthAnythingDepthEstimationHead):
    def __init__(self, config: PromptDepthAnythingConfig):
        super().__init__(config)
        self.index = -1

    def scaled(self, depth):
        return ops.sigmoid(depth) if self.metric else ops.relu(depth)


class PromptDepthAnythingPreTrainedModel(depth_anything.DepthAnythingPreTrainedModel):
    """What the model stands on."""

    config_class = PromptDepthAnythingConfig
    base_model_prefix = "prompt_depth_anything"


class PromptDepthAnythingForDepthEstimation(
    depth_anything.DepthAnythingForDepthEstimation, PromptDepthAnythingPreTrainedModel
):
    """predicted_depth [b H W], in the unit of the prompt, or relative without one.

    Args of `forward`:
        pixel_values: [b channels H W].
        prompt_depth: [b 1 h w], a map of depth of any size.
    """

    neck_class = PromptDepthAnythingNeck
    head_class = PromptDepthAnythingDepthEstimationHead

    def forward(
        self,
        pixel_values=None,
        prompt_depth=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        requests: dict[str, Any] = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        if prompt_depth is None:
            return self.estimate(pixel_values, labels, **requests)
        prompt = channels_last(prompt_depth)
        low = ops.amin(prompt, (1, 2, 3), keepdim=True)
        reach = ops.amax(prompt, (1, 2, 3), keepdim=True) - low
        output = self.estimate(pixel_values, labels, (prompt - low) / reach, **requests)
        depth = output.predicted_depth * reach[..., 0] + low[..., 0]
        return DepthEstimatorOutput.of(output, predicted_depth=depth)


HEADS = {"depth-estimation": PromptDepthAnythingForDepthEstimation}
