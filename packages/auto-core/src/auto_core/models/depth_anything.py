"""Depth Anything: Yang et al., 2024, arXiv:2401.10891 (and its second version, arXiv:2406.09414).

DPT's decoder on DINOv2, but that CLS is left out and feature maps are fused at the sizes they
have. Depth is relative, or metric up to a largest one.

b batch, H and W pixels, h and w pixels of a feature map, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.checkpoints.gates import ReadsSplitGates
from auto_core.configs.depth_anything import DepthAnythingConfig
from auto_core.errors import ConfigError, InputError
from auto_core.outputs import DepthEstimatorOutput

from .. import nn, ops
from ..blocks.backbone import backbone
from ..blocks.patches import check_images
from .dpt import FeatureFusionStage, ReassembleLayer, patch_grid


class DepthAnythingReassembleStage(nn.Module):
    def __init__(self, config: DepthAnythingConfig):
        super().__init__()
        sizes = zip(config.neck_hidden_sizes, config.reassemble_factors, strict=False)
        self.layers = nn.ModuleList(
            ReassembleLayer(config.reassemble_hidden_size, channels, factor=factor)
            for channels, factor in sizes
        )

    def forward(self, states, grid):  # [b 1+h*w d] each -> [b h w channels]
        batch, _, d = ops.shape(states[0])
        return [
            layer(ops.reshape(state[:, 1:], (batch, *grid, d)))
            for layer, state in zip(self.layers, states, strict=True)
        ]


class DepthAnythingNeck(nn.Module):
    fusion_class: type = FeatureFusionStage

    def __init__(self, config: DepthAnythingConfig):
        super().__init__()
        sizes, channels = config.neck_hidden_sizes, config.fusion_hidden_size
        self.reassemble_stage = DepthAnythingReassembleStage(config)
        self.convs = nn.ModuleList(
            nn.Conv2d(size, channels, 3, padding=1, bias=False) for size in sizes
        )
        self.fusion_stage = self.fusion_class(len(sizes), channels, bias=True, batch_norm=False)

    def forward(self, states, grid, *others):
        """The fused maps [b h w c], coarsest first, of states of blocks, lowest first."""
        if len(states) != len(self.convs):
            raise ConfigError(
                f"neck_hidden_sizes are of {len(self.convs)} states, but the backbone gives "
                f"{len(states)}; see backbone_config.out_indices."
            )
        states = self.reassemble_stage(states, grid)
        maps = [conv(state) for conv, state in zip(self.convs, states, strict=True)]
        sizes = [ops.shape(x)[1:3] for x in maps]
        return self.fusion_stage(maps, [*reversed(sizes[:-1]), None], *others)


class DepthAnythingDepthEstimationHead(nn.Module):
    def __init__(self, config: DepthAnythingConfig):
        super().__init__()
        d, narrow = config.fusion_hidden_size, config.head_hidden_size
        self.index, self.patch_size = config.head_in_index, config.patch_size
        self.metric = config.depth_estimation_type == "metric"
        self.max_depth = config.max_depth
        self.conv1 = nn.Conv2d(d, d // 2, 3, padding=1)
        self.conv2 = nn.Conv2d(d // 2, narrow, 3, padding=1)
        self.conv3 = nn.Conv2d(narrow, 1, 1)

    def forward(self, maps, grid):  # [b h w d] each -> [b H W]
        size = grid[0] * self.patch_size, grid[1] * self.patch_size
        hidden = self.conv1(maps[self.index])
        hidden = ops.interpolate(hidden, size, mode="bilinear", align_corners=True)
        return self.scaled(self.conv3(ops.relu(self.conv2(hidden)))[..., 0])

    def scaled(self, depth):
        """Depth [b H W] from what the convolutions say."""
        return (ops.sigmoid(depth) if self.metric else ops.relu(depth)) * self.max_depth


class DepthAnythingPreTrainedModel(ReadsSplitGates, nn.PreTrainedModel):
    """What all Depth Anything models share."""

    config_class = DepthAnythingConfig
    base_model_prefix = "depth_anything"
    main_input_name = "pixel_values"
    renames = newer_names.DINOV2  # of its backbone


class DepthAnythingForDepthEstimation(DepthAnythingPreTrainedModel):
    """predicted_depth [b H W], of the image's size but for what is less than a patch."""

    neck_class: type = DepthAnythingNeck
    head_class: type = DepthAnythingDepthEstimationHead

    def __init__(self, config: DepthAnythingConfig):
        super().__init__(config)
        self.backbone = backbone(config)
        self.neck = self.neck_class(config)
        self.head = self.head_class(config)

    def forward(
        self,
        pixel_values=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        return self.estimate(
            pixel_values,
            labels,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )

    def estimate(self, pixel_values, labels, *others: Any, **requests: bool):
        """The output; `others` go to the neck."""
        if labels is not None:
            raise InputError("There is no loss of depth; compute yours from predicted_depth.")
        check_images(pixel_values)
        output = self.backbone(pixel_values, return_dict=True, **requests)
        grid = patch_grid(pixel_values, self.config)
        return DepthEstimatorOutput(
            predicted_depth=self.head(self.neck(output.feature_maps, grid, *others), grid),
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


HEADS = {"depth-estimation": DepthAnythingForDepthEstimation}
