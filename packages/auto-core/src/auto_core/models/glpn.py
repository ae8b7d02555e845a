"""GLPN: Kim et al., 2022, arXiv:2201.07436.

Depth by SegFormer's encoder and a decoder that doubles the coarsest map step by step; each finer
map and what is decoded so far are weighed against each other pixel by pixel.

b batch, H and W pixels, h and w of a feature map, d channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.glpn import GLPNConfig
from auto_core.outputs import DepthEstimatorOutput

from .. import nn, ops
from ..blocks.backbone import channels_last
from ..blocks.heads import Head
from ..blocks.timm_resnet import Relu
from . import segformer

BATCH_NORM: dict[str, float] = {"eps": 1e-5, "momentum": 0.1}


def doubled(hidden):  # [b h w d] -> [b 2h 2w d]
    height, width = ops.shape(hidden)[1:3]
    size = (2 * height, 2 * width)
    return ops.interpolate(hidden, size, mode="bilinear", align_corners=False)


class GLPNSelectiveFeatureFusion(nn.Module):
    def __init__(self, d: int):
        super().__init__()

        def layer(before: int, after: int) -> Any:
            convolve = nn.Conv2d(before, after, 3, padding=1)
            return nn.ModuleList([convolve, nn.BatchNorm2d(after, **BATCH_NORM), Relu()])

        self.convolutional_layer1 = layer(2 * d, d)
        self.convolutional_layer2 = layer(d, d // 2)
        self.convolutional_layer3 = nn.Conv2d(d // 2, 2, 3, padding=1)

    def forward(self, own, decoded):  # [b h w d], [b h w d] -> [b h w d]
        hidden = ops.cat([own, decoded], -1)
        for part in (*self.convolutional_layer1, *self.convolutional_layer2):
            hidden = part(hidden)
        weights = ops.sigmoid(self.convolutional_layer3(hidden))
        return own * weights[..., :1] + decoded * weights[..., 1:]


class GLPNDecoderStage(nn.Module):
    def __init__(self, before: int, d: int, *, fuses: bool):
        super().__init__()
        self.convolution = None if before == d else nn.Conv2d(before, d, 1)
        self.fusion = GLPNSelectiveFeatureFusion(d) if fuses else None

    def forward(self, hidden, decoded):  # [b h w before], [b h w d] -> [b 2h 2w d]
        hidden = hidden if self.convolution is None else self.convolution(hidden)
        return doubled(hidden if self.fusion is None else self.fusion(hidden, decoded))


class GLPNDecoder(nn.Module):
    def __init__(self, config: GLPNConfig):
        super().__init__()
        self.stages = nn.ModuleList(
            GLPNDecoderStage(size, config.decoder_hidden_size, fuses=i > 0)
            for i, size in enumerate(reversed(config.hidden_sizes))
        )

    def forward(self, states):  # [b h w d] of each stage -> decoded ones, the coarsest first
        decoded, hidden = [], None
        for state, stage in zip(reversed(states), self.stages, strict=True):
            hidden = stage(state, hidden)
            decoded.append(hidden)
        return [*decoded[:-1], doubled(decoded[-1])]


class GLPNDepthEstimationHead(nn.Module):
    def __init__(self, config: GLPNConfig):
        super().__init__()
        d = config.decoder_hidden_size
        self.index, self.most = config.head_in_index, config.max_depth
        first, last = nn.Conv2d(d, d, 3, padding=1), nn.Conv2d(d, 1, 3, padding=1)
        self.head = nn.ModuleList([first, Relu(), last])

    def forward(self, decoded):  # -> [b H W]
        hidden = decoded[self.index]
        for layer in self.head:
            hidden = layer(hidden)
        return ops.sigmoid(hidden[..., 0]) * self.most


def log_depth_loss(depth, target):
    """Scale-invariant, of logarithms: Eigen et al., 2014, arXiv:1406.2283; pixels [b H W] whose
    depth is not known have 0 or less."""
    known = target > 0
    counted = ops.cast(known, ops.dtype(depth))
    number = ops.sum(counted, (0, 1, 2))
    target = ops.cast(ops.where(known, target, 1), ops.dtype(depth))
    error = (ops.log(target) - ops.log(ops.where(known, depth, 1.0))) * counted
    mean = ops.sum(error, (0, 1, 2)) / number
    return ops.sqrt(ops.sum(error * error, (0, 1, 2)) / number - 0.5 * mean * mean)


class GLPNPreTrainedModel(segformer.SegformerPreTrainedModel):
    """What both models share."""

    config_class = GLPNConfig
    base_model_prefix = "glpn"


class GLPNModel(segformer.SegformerModel, GLPNPreTrainedModel):
    """GLPN without a head: SegFormer's stages."""


class GLPNForDepthEstimation(Head, GLPNPreTrainedModel):
    """predicted_depth [b H W]; labels [b H W] are depths, 0 where it is not known."""

    base_class = GLPNModel

    def add_head(self, config: GLPNConfig) -> None:
        self.decoder = GLPNDecoder(config)
        self.head = GLPNDepthEstimationHead(config)

    def forward(
        self, pixel_values=None, labels=None, *, output_hidden_states: bool = False, **inputs: Any
    ):
        output = self.encode(pixel_values=pixel_values, output_hidden_states=True, **inputs)
        depth = self.head(self.decoder([channels_last(x) for x in output.hidden_states]))
        return DepthEstimatorOutput(
            loss=None if labels is None else log_depth_loss(depth, labels),
            predicted_depth=depth,
            hidden_states=output.hidden_states if output_hidden_states else None,
            attentions=output.attentions,
        )


HEADS = {"base": GLPNModel, "depth-estimation": GLPNForDepthEstimation}
