"""SwiftFormer: Shaker et al., 2023, arXiv:2303.15446.

Stages of convolutions, the last block of each with additive attention: one query for the whole
image meets each key, in linear time.

b batch, H and W pixels, h and w of a feature map, d channels, f feed-forward.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._vit import pair
from auto_core.configs.swiftformer import SwiftFormerConfig
from auto_core.initializers import Constant, Normal
from auto_core.outputs import BaseModelOutputWithNoAttention

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import channels_first, channels_last
from ..blocks.convnets import ConvImageClassification, from_pixels
from ..blocks.image_heads import Identity, classifier


def batch_norm(config: SwiftFormerConfig, channels: int) -> Any:
    return nn.BatchNorm2d(channels, eps=config.batch_norm_eps, momentum=0.1)


def scale(d: int, value: float) -> Any:
    """A factor for each channel, with the shape that it has in files."""
    return nn.Parameter((d, 1, 1), init=Constant(value))


def scaled(parameter, change):  # [d 1 1] or None, [b h w d]
    return change if parameter is None else ops.asarray(parameter)[:, 0, 0] * change


class SwiftFormerPatchEmbedding(nn.Module):
    """The stem: a quarter of the image's size."""

    def __init__(self, config: SwiftFormerConfig):
        super().__init__()
        d = config.embed_dims[0]
        self.channels = config.num_channels
        self.patch_embedding = nn.ModuleList(
            [
                nn.Conv2d(config.num_channels, d // 2, 3, stride=2, padding=1),
                batch_norm(config, d // 2),
                Identity(),
                nn.Conv2d(d // 2, d, 3, stride=2, padding=1),
                batch_norm(config, d),
            ]
        )

    def forward(self, pixel_values):  # [b c H W] -> [b H/4 W/4 d]
        first, first_norm, _, second, second_norm = self.patch_embedding
        hidden = from_pixels(pixel_values, channels=self.channels)
        return ops.relu(second_norm(second(ops.relu(first_norm(first(hidden))))))


class SwiftFormerEmbeddings(nn.Module):
    """A strided convolution between stages."""

    def __init__(self, config: SwiftFormerConfig, stage: int):
        super().__init__()
        before, after = config.embed_dims[stage : stage + 2]
        self.proj = nn.Conv2d(
            before,
            after,
            pair(config.down_patch_size),
            stride=pair(config.down_stride),
            padding=pair(config.down_pad),
        )
        self.norm = batch_norm(config, after)

    def forward(self, hidden):  # [b h w d]
        return self.norm(self.proj(hidden))


class SwiftFormerConvEncoder(nn.Block):
    """A depthwise convolution and a feed-forward part of width `f`, added to the input."""

    def __init__(self, config: SwiftFormerConfig, d: int, f: int, *, dropout: float):
        super().__init__()
        self.depth_wise_conv = nn.Conv2d(d, d, 3, padding=1, groups=d)
        self.norm = batch_norm(config, d)
        self.point_wise_conv1 = nn.Conv2d(d, f, 1)
        self.point_wise_conv2 = nn.Conv2d(f, d, 1)
        self.dropout = nn.Dropout(dropout)
        self.layer_scale = scale(d, 1.0)

    def forward(self, hidden):  # [b h w d]
        change = self.point_wise_conv1(self.norm(self.depth_wise_conv(hidden)))
        change = self.point_wise_conv2(ops.gelu(change, approximate="none"))
        return hidden + self.dropout(scaled(self.layer_scale, change))


class SwiftFormerMlp(nn.Module):
    def __init__(self, config: SwiftFormerConfig, d: int):
        super().__init__()
        f = int(d * config.mlp_ratio)
        self.norm1 = batch_norm(config, d)
        self.fc1 = nn.Conv2d(d, f, 1)
        self.fc2 = nn.Conv2d(f, d, 1)
        self.activation = activation(config.hidden_act)
        self.dropout = nn.Dropout(config.drop_mlp_rate)

    def forward(self, hidden):  # [b h w d]
        hidden = self.dropout(self.activation(self.fc1(self.norm1(hidden))))
        return self.dropout(self.fc2(hidden))


def unit(x):
    """Vectors of length 1."""
    return x / ops.clamp(ops.sqrt(ops.sum(x * x, -1, keepdim=True)), min=1e-12)


class SwiftFormerEfficientAdditiveAttention(nn.Module):
    def __init__(self, d: int):
        super().__init__()
        self.scale = d**-0.5
        self.to_query, self.to_key = nn.Linear(d, d), nn.Linear(d, d)
        self.w_g = nn.Parameter((d, 1), init=Normal(1.0))
        self.proj, self.final = nn.Linear(d, d), nn.Linear(d, d)

    def forward(self, hidden):  # [b h w d]
        query, key = unit(self.to_query(hidden)), unit(self.to_key(hidden))
        # Over an axis of one, so that each pixel weighs 1: the published models are run so.
        weights = ops.softmax(ops.matmul(query, ops.asarray(self.w_g)) * self.scale, -1)
        whole = ops.sum(weights * query, (1, 2), keepdim=True)
        return self.final(self.proj(whole * key) + query)


class SwiftFormerEncoderBlock(nn.Block):
    def __init__(self, config: SwiftFormerConfig, d: int, *, drop: float):
        super().__init__()
        self.local_representation = SwiftFormerConvEncoder(config, d, d, dropout=0.0)
        self.attn = SwiftFormerEfficientAdditiveAttention(d)
        self.linear = SwiftFormerMlp(config, d)
        self.drop_path = nn.DropPath(drop)
        self.layer_scale_1 = self.layer_scale_2 = None
        if config.use_layer_scale:
            self.layer_scale_1 = scale(d, config.layer_scale_init_value)
            self.layer_scale_2 = scale(d, config.layer_scale_init_value)

    def forward(self, hidden):  # [b h w d]
        hidden = self.local_representation(hidden)
        hidden = hidden + self.drop_path(scaled(self.layer_scale_1, self.attn(hidden)))
        return hidden + self.drop_path(scaled(self.layer_scale_2, self.linear(hidden)))


class SwiftFormerStage(nn.Module):
    def __init__(self, config: SwiftFormerConfig, stage: int):
        super().__init__()
        d, depth = config.embed_dims[stage], config.depths[stage]
        f = int(config.mlp_ratio * d)
        convolutions = [
            SwiftFormerConvEncoder(config, d, f, dropout=config.drop_conv_encoder_rate)
            for _ in range(depth - 1)
        ]
        last = sum(config.depths[: stage + 1]) - 1
        drop = config.drop_path_rate * last / max(sum(config.depths) - 1, 1)
        attention = [SwiftFormerEncoderBlock(config, d, drop=drop)] if depth else []
        self.blocks = nn.ModuleList([*convolutions, *attention])

    def forward(self, hidden):  # [b h w d]
        for block in self.blocks:
            hidden = block(hidden)
        return hidden


class SwiftFormerEncoder(nn.Module):
    def __init__(self, config: SwiftFormerConfig):
        super().__init__()
        network: list[Any] = []
        sizes, last = config.embed_dims, len(config.depths) - 1
        for stage in range(last + 1):
            network.append(SwiftFormerStage(config, stage))
            if stage < last and (config.downsamples[stage] or sizes[stage] != sizes[stage + 1]):
                network.append(SwiftFormerEmbeddings(config, stage))
        self.network = nn.ModuleList(network)

    def forward(self, hidden) -> tuple[Any, ...]:  # -> the input, and after each part
        states = (hidden,)
        for part in self.network:
            states += (part(states[-1]),)
        return states


class SwiftFormerPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = SwiftFormerConfig
    base_model_prefix = "swiftformer"
    main_input_name = "pixel_values"


class SwiftFormerModel(SwiftFormerPreTrainedModel):
    """SwiftFormer without a head.

    Returns:
        BaseModelOutputWithNoAttention: last_hidden_state [b d h w], and on request hidden_states:
        after the stem, each stage and each convolution between them.
    """

    def __init__(self, config: SwiftFormerConfig):
        super().__init__(config)
        self.patch_embed = SwiftFormerPatchEmbedding(config)
        self.encoder = SwiftFormerEncoder(config)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        states = self.encoder(self.patch_embed(pixel_values))
        images = tuple(map(channels_first, states))
        return BaseModelOutputWithNoAttention(
            last_hidden_state=images[-1], hidden_states=images if output_hidden_states else None
        )


class SwiftFormerForImageClassification(ConvImageClassification, SwiftFormerPreTrainedModel):
    """The mean of two classifiers, one of which learned from a teacher."""

    base_class = SwiftFormerModel

    def add_head(self, config: SwiftFormerConfig) -> None:
        d = config.embed_dims[-1]
        self.norm = batch_norm(config, d)
        self.head = classifier(config, d)
        self.dist_head = classifier(config, d)

    def score(self, output):  # -> [b c]
        hidden = ops.mean(self.norm(channels_last(output.last_hidden_state)), (1, 2))
        return (self.head(hidden) + self.dist_head(hidden)) / 2


HEADS = {"base": SwiftFormerModel, "image-classification": SwiftFormerForImageClassification}
