"""PoolFormer: Yu et al., 2021, arXiv:2111.11418.

A transformer's blocks, in stages, whose attention is replaced by the mean of neighbouring pixels.

b batch, H and W pixels, h and w of a feature map, d channels, f feed-forward.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.poolformer import PoolFormerConfig
from auto_core.initializers import Constant
from auto_core.outputs import BaseModelOutputWithNoAttention

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import channels_first, channels_last
from ..blocks.convnets import ConvImageClassification, from_pixels
from ..blocks.image_heads import classifier


def norm(channels: int) -> Any:
    """A norm over all of an image."""
    return nn.GroupNorm(1, channels, eps=1e-5)


class PoolFormerEmbeddings(nn.Module):
    def __init__(self, config: PoolFormerConfig, stage: int):
        super().__init__()
        sizes = config.hidden_sizes
        self.projection = nn.Conv2d(
            sizes[stage - 1] if stage else config.num_channels,
            sizes[stage],
            config.patch_sizes[stage],
            stride=config.strides[stage],
            padding=config.padding[stage],
        )

    def forward(self, hidden):  # [b h w d] -> [b h/stride w/stride d]
        return self.projection(hidden)


class PoolFormerOutput(nn.Module):
    def __init__(self, config: PoolFormerConfig, d: int, *, drop: float):
        super().__init__()
        f = int(d * config.mlp_ratio)
        self.conv1 = nn.Conv2d(d, f, 1)
        self.conv2 = nn.Conv2d(f, d, 1)
        self.activation = activation(config.hidden_act)
        self.drop = nn.DropPath(drop)

    def forward(self, hidden):  # [b h w d]
        return self.drop(self.conv2(self.drop(self.activation(self.conv1(hidden)))))


class PoolFormerLayer(nn.Block):
    def __init__(self, config: PoolFormerConfig, d: int, *, drop: float):
        super().__init__()
        self.pool = config.pool_size
        self.before_norm = norm(d)
        self.output = PoolFormerOutput(config, d, drop=drop)
        self.after_norm = norm(d)
        self.drop_path = nn.DropPath(drop)
        self.layer_scale_1 = self.layer_scale_2 = None
        if config.use_layer_scale:
            init = Constant(config.layer_scale_init_value)
            self.layer_scale_1 = nn.Parameter((d,), init=init)
            self.layer_scale_2 = nn.Parameter((d,), init=init)

    def forward(self, hidden):  # [b h w d]
        hidden = hidden + self.scaled(self.layer_scale_1, self.pooled(self.before_norm(hidden)))
        return hidden + self.scaled(self.layer_scale_2, self.output(self.after_norm(hidden)))

    def scaled(self, scale, change):
        return self.drop_path(change if scale is None else ops.asarray(scale) * change)

    def pooled(self, hidden):
        """The mean of each pixel's neighbours, less the pixel, which the residual adds."""
        options: dict[str, Any] = dict(stride=1, padding=self.pool // 2, count_include_pad=False)
        return ops.avg_pool2d(hidden, self.pool, **options) - hidden


class PoolFormerEncoder(nn.Module):
    def __init__(self, config: PoolFormerConfig):
        super().__init__()
        stages = range(config.num_encoder_blocks)
        last = max(sum(config.depths) - 1, 1)
        starts = [sum(config.depths[:stage]) for stage in stages]
        self.patch_embeddings = nn.ModuleList(
            PoolFormerEmbeddings(config, stage) for stage in stages
        )
        self.block = nn.ModuleList(
            nn.ModuleList(
                PoolFormerLayer(
                    config,
                    config.hidden_sizes[stage],
                    drop=config.drop_path_rate * (starts[stage] + i) / last,
                )
                for i in range(config.depths[stage])
            )
            for stage in stages
        )

    def forward(self, hidden) -> tuple[Any, ...]:  # [b H W c] -> after each stage, [b h w d]
        states = ()
        for embed, layers in zip(self.patch_embeddings, self.block, strict=True):
            hidden = embed(hidden)
            for layer in layers:
                hidden = layer(hidden)
            states += (hidden,)
        return states


class PoolFormerPreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = PoolFormerConfig
    base_model_prefix = "poolformer"
    main_input_name = "pixel_values"


class PoolFormerModel(PoolFormerPreTrainedModel):
    """PoolFormer without a head.

    Returns:
        BaseModelOutputWithNoAttention: last_hidden_state [b d h w], and on request hidden_states:
        after each stage.
    """

    def __init__(self, config: PoolFormerConfig):
        super().__init__(config)
        self.encoder = PoolFormerEncoder(config)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        pixels = from_pixels(pixel_values, channels=self.config.num_channels)
        images = tuple(map(channels_first, self.encoder(pixels)))
        return BaseModelOutputWithNoAttention(
            last_hidden_state=images[-1], hidden_states=images if output_hidden_states else None
        )

    def get_input_embeddings(self):
        return self.encoder.patch_embeddings[0]


class PoolFormerForImageClassification(ConvImageClassification, PoolFormerPreTrainedModel):
    base_class = PoolFormerModel

    def add_head(self, config: PoolFormerConfig) -> None:
        size = config.hidden_sizes[config.num_encoder_blocks - 1]
        self.norm = norm(size)
        self.classifier = classifier(config, size)

    def score(self, output):  # -> [b c]
        hidden = self.norm(channels_last(output.last_hidden_state))
        return self.classifier(ops.mean(hidden, (1, 2)))


HEADS = {"base": PoolFormerModel, "image-classification": PoolFormerForImageClassification}
