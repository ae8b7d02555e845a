"""VAN, the visual attention network: Guo et al., 2022, arXiv:2202.09741.

Stages of convolutions in which a map is weighted by what two wide depthwise convolutions, one of
them dilated, make of it.

b batch, H and W pixels, h and w of a feature map, d hidden, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.van import VanConfig
from auto_core.initializers import Constant

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.convnets import ConvImageClassification, ConvNet, from_pixels
from ..blocks.image_heads import classifier

BATCH_NORM: dict[str, float] = {"eps": 1e-5, "momentum": 0.1}


class VanOverlappingPatchEmbedder(nn.Module):
    def __init__(self, before: int, after: int, *, patch: int, stride: int):
        super().__init__()
        self.convolution = nn.Conv2d(before, after, patch, stride=stride, padding=patch // 2)
        self.normalization = nn.BatchNorm2d(after, **BATCH_NORM)

    def forward(self, hidden):  # [b h w d] -> [b h/stride w/stride d']
        return self.normalization(self.convolution(hidden))


class VanMlpLayer(nn.Module):
    def __init__(self, config: VanConfig, d: int, f: int):
        super().__init__()
        self.in_dense = nn.Conv2d(d, f, 1)
        self.depth_wise = nn.Conv2d(f, f, 3, padding=1, groups=f)
        self.activation = activation(config.hidden_act)
        self.out_dense = nn.Conv2d(f, d, 1)
        self.dropout = nn.Dropout(config.dropout_rate)

    def forward(self, hidden):  # [b h w d]
        hidden = self.activation(self.depth_wise(self.in_dense(hidden)))
        return self.dropout(self.out_dense(self.dropout(hidden)))


class VanLargeKernelAttention(nn.Module):
    def __init__(self, d: int):
        super().__init__()
        self.depth_wise = nn.Conv2d(d, d, 5, padding=2, groups=d)
        self.depth_wise_dilated = nn.Conv2d(d, d, 7, dilation=3, padding=9, groups=d)
        self.point_wise = nn.Conv2d(d, d, 1)

    def forward(self, hidden):  # [b h w d]
        return self.point_wise(self.depth_wise_dilated(self.depth_wise(hidden)))


class VanLargeKernelAttentionLayer(nn.Module):
    def __init__(self, d: int):
        super().__init__()
        self.attention = VanLargeKernelAttention(d)

    def forward(self, hidden):  # [b h w d]
        return hidden * self.attention(hidden)


class VanPreProjection(nn.Module):
    def __init__(self, config: VanConfig, d: int):
        super().__init__()
        self.conv = nn.Conv2d(d, d, 1)
        self.activation = activation(config.hidden_act)

    def forward(self, hidden):  # [b h w d]
        return self.activation(self.conv(hidden))


class VanSpatialAttentionLayer(nn.Module):
    def __init__(self, config: VanConfig, d: int):
        super().__init__()
        self.pre_projection = VanPreProjection(config, d)
        self.attention_layer = VanLargeKernelAttentionLayer(d)
        self.post_projection = nn.Conv2d(d, d, 1)

    def forward(self, hidden):  # [b h w d]
        change = self.post_projection(self.attention_layer(self.pre_projection(hidden)))
        return hidden + change


class VanLayerScaling(nn.Module):
    def __init__(self, d: int, *, value: float):
        super().__init__()
        self.weight = nn.Parameter((d,), init=Constant(value))

    def forward(self, hidden):  # [b h w d]
        return ops.asarray(self.weight) * hidden


class VanLayer(nn.Block):
    def __init__(self, config: VanConfig, stage: int):
        super().__init__()
        d, value = config.hidden_sizes[stage], config.layer_scale_init_value
        self.drop_path = nn.DropPath(config.drop_rate(stage))
        self.pre_normomalization = nn.BatchNorm2d(d, **BATCH_NORM)  # as files spell it
        self.attention = VanSpatialAttentionLayer(config, d)
        self.attention_scaling = VanLayerScaling(d, value=value)
        self.post_normalization = nn.BatchNorm2d(d, **BATCH_NORM)
        self.mlp = VanMlpLayer(config, d, d * config.mlp_ratios[stage])
        self.mlp_scaling = VanLayerScaling(d, value=value)

    def forward(self, hidden):  # [b h w d]
        change = self.attention_scaling(self.attention(self.pre_normomalization(hidden)))
        hidden = hidden + self.drop_path(change)
        change = self.mlp_scaling(self.mlp(self.post_normalization(hidden)))
        return hidden + self.drop_path(change)


class VanStage(nn.Module):
    def __init__(self, config: VanConfig, stage: int):
        super().__init__()
        d = config.hidden_sizes[stage]
        before = config.hidden_sizes[stage - 1] if stage else config.num_channels
        self.embeddings = VanOverlappingPatchEmbedder(
            before, d, patch=config.patch_sizes[stage], stride=config.strides[stage]
        )
        self.layers = nn.ModuleList(VanLayer(config, stage) for _ in range(config.depths[stage]))
        self.normalization = nn.LayerNorm(d, eps=config.layer_norm_eps)

    def forward(self, hidden):  # [b h w d]
        hidden = self.embeddings(hidden)
        for layer in self.layers:
            hidden = layer(hidden)
        return self.normalization(hidden)


class VanEncoder(nn.Module):
    def __init__(self, config: VanConfig):
        super().__init__()
        stages = range(len(config.hidden_sizes))
        self.stages = nn.ModuleList(VanStage(config, stage) for stage in stages)

    def forward(self, hidden) -> tuple[Any, ...]:  # [b H W c] -> after each stage
        states = ()
        for stage in self.stages:
            hidden = stage(hidden)
            states += (hidden,)
        return states


class VanPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = VanConfig
    base_model_prefix = "van"
    main_input_name = "pixel_values"


class VanModel(ConvNet, VanPreTrainedModel):
    """VAN without a head; `layernorm` is in its files, and of no effect."""

    def __init__(self, config: VanConfig):
        super().__init__(config)
        self.encoder = VanEncoder(config)
        self.layernorm = nn.LayerNorm(config.hidden_sizes[-1], eps=config.layer_norm_eps)

    def states(self, pixel_values):
        return self.encoder(from_pixels(pixel_values, channels=self.config.num_channels))

    def pooled(self, hidden):  # [b h w d] -> [b d]
        return ops.mean(hidden, (1, 2))


class VanForImageClassification(ConvImageClassification, VanPreTrainedModel):
    base_class = VanModel

    def add_head(self, config: VanConfig) -> None:
        self.classifier = classifier(config, config.hidden_sizes[-1])


HEADS = {"base": VanModel, "image-classification": VanForImageClassification}
