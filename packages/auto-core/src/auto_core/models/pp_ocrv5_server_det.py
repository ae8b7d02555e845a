"""PP-OCRv5's larger detector of text: Cui et al., 2025, arXiv:2507.05595.

A map of how likely each pixel is text (DB: Liao et al., 2019, arXiv:1911.08947). A backbone's maps
go down a pyramid and up again through large kernels; what each becomes is refined along its rows
and columns.

b batch, H and W pixels, h and w of a feature map, c channels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.pp_ocrv5_server_det import PPOCRV5ServerDetConfig
from auto_core.errors import InputError
from auto_core.outputs import BaseModelOutputWithNoAttention

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import backbone, channels_first, channels_last
from ..blocks.heads import Head

EPS = 1e-5
RATIOS = ("longratio", "midratio", "shortratio")
DIRECTIONS = (
    "symmetric_conv_long",
    "vertical_long_to_small_conv",
    "horizontal_small_to_long_conv",
)


def enlarged(x, factor: int, *, mode: str):  # [b h w c] -> [b h*factor w*factor c]
    _, height, width, _ = ops.shape(x)
    return ops.interpolate(x, (height * factor, width * factor), mode=mode, align_corners=False)


def on_top(finer, coarser, *, mode: str):
    """[b h w c] of a finer map with a coarser one, of half as many rows and columns, added.

    Raises:
        InputError: the coarser one has others.
    """
    coarser = enlarged(coarser, 2, mode=mode)
    sizes = [ops.shape(x)[1:3] for x in (finer, coarser)]
    if all(isinstance(n, int) for size in sizes for n in size) and sizes[0] != sizes[1]:
        raise InputError(
            f"A feature map of {sizes[0]} does not fit one of {sizes[1]}: pixel_values have sides "
            "that the backbone cannot halve so often. Pass images whose sides are multiples of 32, "
            "as the image processor makes them."
        )
    return finer + coarser


class ConvBatchnormLayer(nn.Module):
    """A convolution or a transposed one, batch norm and an activation function."""

    def __init__(self, convolution: Any, channels: int, *, act: str = "relu"):
        super().__init__()
        self.convolution = convolution
        self.norm = nn.BatchNorm2d(channels, eps=EPS, momentum=0.1)
        self.act_fn = activation(act)

    def forward(self, x):  # [b h w c] -> [b h w c]
        return self.act_fn(self.norm(self.convolution(x)))


def convolution(before: int, after: int, sizes: Any, *, bias: bool = True) -> Any:
    """Of [kernel, stride, padding]."""
    kernel, stride, padding = (tuple(x) if isinstance(x, list | tuple) else x for x in sizes)
    return nn.Conv2d(before, after, kernel, stride=stride, padding=padding, bias=bias)


class PPOCRV5ServerDetIntraclassBlock(nn.Module):
    """Ever smaller kernels: square ones, columns and rows."""

    def __init__(self, config: Any):
        super().__init__()
        sizes, channels = config.intraclass, config.neck_out_channels // 4
        inner = channels // config.reduce_factor
        self.conv_reduce_channel = convolution(channels, inner, sizes["reduce_channel"])
        for direction in DIRECTIONS:
            for ratio in RATIOS:
                name = f"{direction}_{ratio}"
                setattr(self, name, convolution(inner, inner, sizes[name]))
        last = convolution(inner, channels, sizes["return_channel"])
        self.conv_final = ConvBatchnormLayer(last, channels)

    def forward(self, x):  # [b h w c] -> [b h w c]
        hidden = self.conv_reduce_channel(x)
        for ratio in RATIOS:
            first, *rest = (getattr(self, f"{name}_{ratio}")(hidden) for name in DIRECTIONS)
            for other in rest:
                first = first + other
            hidden = first
        return x + self.conv_final(hidden)


class PPOCRV5ServerDetNeck(nn.Module):
    """Maps [b h w c] of four stages -> [b h w channels], of the finest one's size."""

    biases = False  # of the large kernels

    def __init__(self, config: Any):
        super().__init__()
        self.mode, self.scales = config.interpolate_mode, tuple(config.scales)
        channels, stages = config.neck_out_channels, config.backbone_config.stage_out_channels
        narrow = channels // 4
        large = dict(padding=4, bias=self.biases)
        self.input_channel_adjustment_convolution = nn.ModuleList(
            nn.Conv2d(before, channels, 1, bias=False) for before in stages
        )
        self.input_feature_projection_convolution = nn.ModuleList(
            nn.Conv2d(channels, narrow, 9, **large) for _ in stages
        )
        self.path_aggregation_head_convolution = nn.ModuleList(
            nn.Conv2d(narrow, narrow, 3, stride=2, padding=1, bias=False) for _ in stages[1:]
        )
        self.path_aggregation_lateral_convolution = nn.ModuleList(
            nn.Conv2d(narrow, narrow, 9, **large) for _ in stages
        )
        self.intraclass_blocks = nn.ModuleList(
            PPOCRV5ServerDetIntraclassBlock(config) for _ in range(config.intraclass_block_number)
        )

    def forward(self, maps):
        adjusted = [
            layer(x)
            for layer, x in zip(self.input_channel_adjustment_convolution, maps, strict=True)
        ]
        down = adjusted[-1:]  # from the coarsest one
        for x in reversed(adjusted[:-1]):
            down.append(on_top(x, down[-1], mode=self.mode))
        projected = [
            layer(x)
            for layer, x in zip(
                self.input_feature_projection_convolution, reversed(down), strict=True
            )
        ]
        up = projected[:1]
        for layer, x in zip(self.path_aggregation_head_convolution, projected[1:], strict=True):
            up.append(x + layer(up[-1]))
        refined = []
        for layer, block, x, scale in zip(
            self.path_aggregation_lateral_convolution,
            self.intraclass_blocks,
            up,
            self.scales,
            strict=True,
        ):
            x = block(layer(x))
            refined.append(enlarged(x, scale, mode=self.mode) if scale > 1 else x)
        return ops.cat(refined[::-1], -1)


class TextMap(nn.Module):
    """A probability for each pixel, at four times the size, and the features one step before."""

    def __init__(self, channels: int, kernels: Any):
        super().__init__()
        first, second, third = kernels
        narrow = channels // 4
        down = nn.Conv2d(channels, narrow, first, padding=first // 2, bias=False)
        self.conv_down = ConvBatchnormLayer(down, narrow)
        up = nn.ConvTranspose2d(narrow, narrow, second, stride=2)
        self.conv_up = ConvBatchnormLayer(up, narrow)
        self.conv_final = nn.ConvTranspose2d(narrow, 1, third, stride=2)

    def forward(self, x):  # [b h w c] -> [b 4h 4w 1], [b 2h 2w c/4]
        features = self.conv_up(self.conv_down(x))
        return ops.sigmoid(self.conv_final(features)), features


class PPOCRV5ServerDetLocalModule(nn.Module):
    def __init__(self, channels: int, act: str):
        super().__init__()
        first = nn.Conv2d(channels + 1, channels, 3, padding=1, bias=False)
        self.convolution_backbone = ConvBatchnormLayer(first, channels, act=act)
        self.convolution_final = nn.Conv2d(channels, 1, 1)

    def forward(self, features, probabilities):  # [b h w c], [b h w 1] -> [b h w 1]
        joined = ops.cat([probabilities, features], -1)
        return self.convolution_final(self.convolution_backbone(joined))


class PPOCRV5ServerDetHead(nn.Module):
    """The mean of a map and of one that is refined with features of its size."""

    def __init__(self, config: PPOCRV5ServerDetConfig):
        super().__init__()
        self.mode, self.scale = config.interpolate_mode, config.scale_factor
        channels = config.neck_out_channels
        self.binarize_head = TextMap(channels, config.kernels)
        self.local_refinement_module = PPOCRV5ServerDetLocalModule(channels // 4, config.hidden_act)

    def forward(self, x):  # [b h w c] -> [b 4h 4w 1]
        coarse, features = self.binarize_head(x)
        features = enlarged(features, self.scale, mode=self.mode)
        return 0.5 * (coarse + ops.sigmoid(self.local_refinement_module(features, coarse)))


class PPOCRV5ServerDetPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class: Any = PPOCRV5ServerDetConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    ignored_keys = (r"num_batches_tracked$",)
    # The parts that variations of this family replace.
    neck_class: type = PPOCRV5ServerDetNeck
    head_class: type = PPOCRV5ServerDetHead


class PPOCRV5ServerDetModel(PPOCRV5ServerDetPreTrainedModel):
    """The features of an image's text, without a head.

    Args of `forward`:
        pixel_values: [b c H W], sides that are multiples of 32.

    Returns:
        BaseModelOutputWithNoAttention: last_hidden_state [b channels H/4 W/4], and on request
        hidden_states, the backbone's.
    """

    def __init__(self, config: Any):
        super().__init__(config)
        self.backbone = backbone(config)
        self.neck = self.neck_class(config)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        output = self.backbone(
            pixel_values, output_hidden_states=output_hidden_states, return_dict=True
        )
        hidden = self.neck(self.features([channels_last(x) for x in output.feature_maps]))
        return BaseModelOutputWithNoAttention(
            last_hidden_state=channels_first(hidden), hidden_states=output.hidden_states
        )

    def features(self, maps):
        """What the neck takes of the backbone's maps [b h w c]."""
        return maps


class PPOCRV5ServerDetForObjectDetection(Head, PPOCRV5ServerDetPreTrainedModel):
    """Where text is.

    Returns:
        BaseModelOutputWithNoAttention, whose last_hidden_state is the probability of text of each
        pixel [b 1 H W].
    """

    base_class = PPOCRV5ServerDetModel

    def add_head(self, config: Any) -> None:
        self.head = self.head_class(config)

    def forward(self, **inputs: Any):
        output = self.encode(**inputs)
        found = channels_first(self.head(channels_last(output.last_hidden_state)))
        return BaseModelOutputWithNoAttention.of(output, last_hidden_state=found)


PREFIX = "PPOCRV5ServerDet"
HEADS = {"base": PPOCRV5ServerDetModel, "object-detection": PPOCRV5ServerDetForObjectDetection}
