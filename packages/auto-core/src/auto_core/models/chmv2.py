"""CHMv2, canopy height maps: DPT's decoder (Ranftl et al., 2021, arXiv:2103.13413) on DINOv3.

The class token of each block is read into its feature map, maps are fused from the coarsest to the
finest, and the height at a pixel is a mean of bins (Bhat et al., 2020, arXiv:2011.14141).

b batch, H and W pixels, h and w of a feature map, d channels, n bins.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.chmv2 import CHMv2Config
from auto_core.errors import InputError
from auto_core.outputs import DepthEstimatorOutput

from .. import nn, ops
from ..blocks.backbone import backbone, channels_last
from ..blocks.image_heads import Identity
from ..blocks.patches import check_images
from .dpt import FeatureFusionLayer, ReassembleLayer, doubled

LEAST = 1e-12
SCALE = 8.0  # of heights over those of mixed bins


class CHMv2ReassembleStage(nn.Module):
    """Feature maps [b h w d] with their class tokens [b d] -> maps of their own sizes."""

    def __init__(self, config: CHMv2Config):
        super().__init__()
        d, self.readout = config.backbone_config.hidden_size, config.readout_type
        channels, factors = config.post_process_channels or (), config.reassemble_factors or ()
        self.layers = nn.ModuleList(
            ReassembleLayer(d, size, factor=factor)
            for size, factor in zip(channels, factors, strict=False)
        )
        if self.readout == "project":
            self.readout_projects = nn.ModuleList(
                nn.ModuleList([nn.Linear(2 * d, d)]) for _ in channels
            )

    def forward(self, maps, tokens):
        found = []
        for i, (layer, image, token) in enumerate(zip(self.layers, maps, tokens, strict=True)):
            batch, _, _, d = ops.shape(image)
            token = ops.reshape(token, (batch, 1, 1, d))
            if self.readout == "add":
                image = image + token
            elif self.readout == "project":
                both = ops.cat([image, ops.expand(token, ops.shape(image))], -1)
                image = ops.gelu(self.readout_projects[i][0](both), approximate="none")
            found.append(layer(image))
        return found


class CHMv2FeatureFusionLayer(FeatureFusionLayer):
    def __init__(self, channels: int, *, is_first: bool):
        super().__init__(channels, bias=True, batch_norm=False)
        if is_first:  # there is nothing to fuse with
            self.residual_layer1 = None


class CHMv2UpsampleConvHead(nn.Module):
    def __init__(self, d: int, inner: int, out: int):
        super().__init__()
        self.head = nn.ModuleList(
            [
                nn.Conv2d(d, d // 2, 3, padding=1),
                Identity(),
                nn.Conv2d(d // 2, inner, 3, padding=1),
                Identity(),
                nn.Conv2d(inner, out, 1),
            ]
        )

    def forward(self, hidden):  # [b h w d] -> [b 2h 2w n]
        hidden = self.head[0](hidden)
        hidden = ops.interpolate(hidden, doubled(hidden), mode="bilinear", align_corners=True)
        return self.head[4](ops.relu(self.head[2](hidden)))


class CHMv2Head(nn.Module):
    def __init__(self, config: CHMv2Config):
        super().__init__()
        d, channels = config.fusion_hidden_size, config.post_process_channels or ()
        self.reassemble_stage = CHMv2ReassembleStage(config)
        self.convs = nn.ModuleList(
            nn.Conv2d(size, d, 3, padding=1, bias=False) for size in channels
        )
        self.fusion_layers = nn.ModuleList(
            CHMv2FeatureFusionLayer(d, is_first=i == 0) for i in range(len(channels))
        )
        self.conv_depth = CHMv2UpsampleConvHead(
            d, config.head_hidden_size, config.number_output_channels
        )

    def forward(self, maps, tokens):  # -> [b H W n]
        maps = self.reassemble_stage(maps, tokens)
        maps = [convolve(x) for convolve, x in zip(self.convs, maps, strict=True)]
        hidden = None
        for layer, finer in zip(self.fusion_layers, reversed(maps), strict=True):
            start = finer if hidden is None else hidden
            hidden = layer(start, None if hidden is None else finer, doubled(start))
        return self.conv_depth(hidden)


class CHMv2FeaturesToDepth(nn.Module):
    """Heights [b H W] of what is said of each bin [b H W n]."""

    def __init__(self, config: CHMv2Config):
        super().__init__()
        count, low, high = config.number_output_channels, config.min_depth, config.max_depth
        self.low, self.norm = low, config.norm_strategy
        if config.bins_strategy == "linear":
            bins = np.linspace(low, high, count)
        elif config.bins_strategy == "log":
            bins = np.exp(np.linspace(np.log(low), np.log(high), count))
        else:  # from logarithmic ones to linear ones
            share, most = np.linspace(1.0, 0.0, count), high / SCALE
            bins = share * np.exp(np.linspace(np.log(low), np.log(most), count))
            bins = bins + (1 - share) * np.linspace(low, most, count)
        self.bins = tuple(float(x) for x in bins)

    def forward(self, logits):
        if len(self.bins) == 1:
            return ops.relu(logits)[..., 0] + self.low
        bins = ops.asarray(np.array(self.bins), like=logits, dtype=ops.dtype(logits))
        if self.norm == "softmax":
            return ops.sum(ops.softmax(logits, -1) * bins, -1)
        if self.norm == "chmv2_mixlog":
            weights = ops.relu(logits) + 1e-8
            total = ops.clamp(ops.sum(weights, -1, keepdim=True), min=LEAST)
            height = ops.sum(weights / total * ops.clamp(bins, min=LEAST), -1)
            return ops.clamp(height, min=LEAST) * SCALE
        weights = ops.relu(logits) + 0.1 if self.norm == "linear" else ops.sigmoid(logits)
        return ops.sum(weights / ops.sum(weights, -1, keepdim=True) * bins, -1)


class CHMv2PreTrainedModel(nn.PreTrainedModel):
    """What the model stands on."""

    config_class = CHMv2Config
    base_model_prefix = "chmv2"
    main_input_name = "pixel_values"


class CHMv2ForDepthEstimation(CHMv2PreTrainedModel):
    """predicted_depth [b H W]: the height of what grows there, in metres."""

    def __init__(self, config: CHMv2Config):
        super().__init__(config)
        self.backbone = backbone(config)
        self.head = CHMv2Head(config)
        self.features_to_depth = CHMv2FeaturesToDepth(config)

    def get_input_embeddings(self):
        return self.backbone.get_input_embeddings()

    def forward(
        self,
        pixel_values=None,
        labels=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        if labels is not None:
            raise InputError("There is no loss of heights; compute yours from predicted_depth.")
        check_images(pixel_values)
        requests: dict[str, Any] = dict(
            output_attentions=output_attentions, output_hidden_states=output_hidden_states
        )
        output = self.backbone(pixel_values, return_dict=True, **requests)
        maps = [channels_last(x) for x in output.feature_maps]
        return DepthEstimatorOutput(
            predicted_depth=self.features_to_depth(self.head(maps, output.cls_tokens)),
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


HEADS = {"depth-estimation": CHMv2ForDepthEstimation}
