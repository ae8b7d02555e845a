"""HGNetV2, of PaddleDetection; D-FINE's backbone (Peng et al., 2024, arXiv:2410.13842).

Blocks of convolutions whose outputs are all joined and squeezed at the end of the block; in later
stages a convolution is one of single pixels and one of single channels.

b batch, H and W pixels, h and w pixels of a feature map, d channels, c classes.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.hgnet_v2 import HGNetV2Config
from auto_core.initializers import HeNormal
from auto_core.outputs import ImageClassifierOutputWithNoAttention

from .. import nn, ops
from ..blocks.backbone import channels_first
from ..blocks.convnets import ConvBackbone, from_pixels
from ..blocks.image_heads import classifier
from ..blocks.losses import sequence_loss
from .resnet import ResNetConvLayer


class HGNetV2LearnableAffineBlock(nn.Module):
    """One scale and one shift for all pixels."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter((1,), init="ones")
        self.bias = nn.Parameter((1,), init="zeros")

    def forward(self, hidden):
        return ops.asarray(self.scale) * hidden + ops.asarray(self.bias)


class HGNetV2ConvLayer(ResNetConvLayer):
    def __init__(
        self,
        before: int,
        after: int,
        kernel: int,
        *,
        stride: Any = 1,
        groups: int = 1,
        act: str | None = "relu",
        affine: bool = False,
    ):
        options = dict(stride=stride, groups=groups, act=act, padding=(kernel - 1) // 2)
        super().__init__(before, after, kernel, **options)
        self.lab = HGNetV2LearnableAffineBlock() if act and affine else None

    def forward(self, hidden):  # [b h w d] -> [b h/stride w/stride d]
        hidden = super().forward(hidden)
        return hidden if self.lab is None else self.lab(hidden)


class HGNetV2ConvLayerLight(nn.Module):
    def __init__(self, before: int, after: int, kernel: int, *, affine: bool):
        super().__init__()
        self.conv1 = HGNetV2ConvLayer(before, after, 1, act=None)
        self.conv2 = HGNetV2ConvLayer(after, after, kernel, groups=after, affine=affine)

    def forward(self, hidden):
        return self.conv2(self.conv1(hidden))


class HGNetV2Embeddings(nn.Module):
    """The stem: a quarter of the image's size, by two paths that meet."""

    def __init__(self, config: HGNetV2Config):
        super().__init__()
        self.channels = config.num_channels
        first, middle, last = config.stem_channels
        strides = [tuple(s) if isinstance(s, list) else s for s in config.stem_strides]
        options = dict(act=config.hidden_act, affine=config.use_learnable_affine_block)
        self.stem1 = HGNetV2ConvLayer(first, middle, 3, stride=strides[0], **options)
        self.stem2a = HGNetV2ConvLayer(middle, middle // 2, 2, stride=strides[1], **options)
        self.stem2b = HGNetV2ConvLayer(middle // 2, middle, 2, stride=strides[2], **options)
        self.stem3 = HGNetV2ConvLayer(2 * middle, middle, 3, stride=strides[3], **options)
        self.stem4 = HGNetV2ConvLayer(middle, last, 1, stride=strides[4], **options)

    def forward(self, pixel_values):  # [b c H W] -> [b H/4 W/4 d]
        hidden = longer(self.stem1(from_pixels(pixel_values, channels=self.channels)))
        other = self.stem2b(longer(self.stem2a(hidden)))
        hidden = ops.max_pool2d(hidden, 2, stride=1, padding=0)
        return self.stem4(self.stem3(ops.cat([hidden, other], -1)))


def longer(hidden):
    """[b h w d] with a row and a column of zeros at the end."""
    return ops.pad(hidden, [(0, 0), (0, 1), (0, 1), (0, 0)], value=0.0)


class HGNetV2BasicLayer(nn.Module):
    def __init__(
        self,
        before: int,
        middle: int,
        after: int,
        *,
        layers: int,
        kernel: int,
        residual: bool,
        light: bool,
        affine: bool,
    ):
        super().__init__()
        self.residual = residual
        make: Any = HGNetV2ConvLayerLight if light else HGNetV2ConvLayer
        self.layers = nn.ModuleList(
            make(middle if i else before, middle, kernel, affine=affine) for i in range(layers)
        )
        everything = before + layers * middle
        squeeze = HGNetV2ConvLayer(everything, after // 2, 1, affine=affine)
        excite = HGNetV2ConvLayer(after // 2, after, 1, affine=affine)
        self.aggregation = nn.ModuleList([squeeze, excite])

    def forward(self, hidden):  # [b h w d] -> [b h w d']
        outputs = [hidden]
        for layer in self.layers:
            outputs.append(layer(outputs[-1]))
        joined = ops.cat(outputs, -1)
        for layer in self.aggregation:
            joined = layer(joined)
        return joined + hidden if self.residual else joined


class HGNetV2Stage(nn.Module):
    def __init__(self, config: HGNetV2Config, stage: int):
        super().__init__()
        before, after = config.stage_in_channels[stage], config.stage_out_channels[stage]
        stride = config.stage_downsample_strides[stage]
        stride = tuple(stride) if isinstance(stride, list) else stride
        self.downsample = None
        if config.stage_downsample[stage]:
            options = dict(stride=stride, groups=before, act=None)
            self.downsample = HGNetV2ConvLayer(before, before, 3, **options)
        self.blocks = nn.ModuleList(
            HGNetV2BasicLayer(
                after if i else before,
                config.stage_mid_channels[stage],
                after,
                layers=config.stage_numb_of_layers[stage],
                kernel=config.stage_kernel_size[stage],
                residual=i > 0,
                light=config.stage_light_block[stage],
                affine=config.use_learnable_affine_block,
            )
            for i in range(config.stage_num_blocks[stage])
        )

    def forward(self, hidden):
        hidden = hidden if self.downsample is None else self.downsample(hidden)
        for block in self.blocks:
            hidden = block(hidden)
        return hidden


class HGNetV2Encoder(nn.Module):
    def __init__(self, config: HGNetV2Config):
        super().__init__()
        stages = range(len(config.stage_in_channels))
        self.stages = nn.ModuleList(HGNetV2Stage(config, stage) for stage in stages)

    def forward(self, hidden):  # [b h w d] -> a state for the stem and one for each stage
        states = [hidden]
        for stage in self.stages:
            states.append(stage(states[-1]))
        return tuple(states)


class HGNetV2PreTrainedModel(nn.PreTrainedModel):
    """What both models share."""

    config_class = HGNetV2Config
    base_model_prefix = "hgnetv2"
    main_input_name = "pixel_values"
    ignored_keys = (r"num_batches_tracked$",)
    head_parts = (r"^fc\.",)
    initializers = ((r"convolution\.weight$", HeNormal()),)

    def __init__(self, config: HGNetV2Config):
        super().__init__(config)
        self.embedder = HGNetV2Embeddings(config)
        self.encoder = HGNetV2Encoder(config)


class HGNetV2Backbone(ConvBackbone, HGNetV2PreTrainedModel):
    """Feature maps of the chosen stages."""

    def __init__(self, config: HGNetV2Config):
        super().__init__(config)
        self.num_features = (config.embedding_size, *config.hidden_sizes)

    def states(self, pixel_values):
        return self.encoder(self.embedder(pixel_values))


class HGNetV2ForImageClassification(HGNetV2PreTrainedModel):
    """A class, several or a number per image: labels [b] or [b c], see `config.problem_type`."""

    def __init__(self, config: HGNetV2Config):
        super().__init__(config)
        self.fc = classifier(config, config.hidden_sizes[-1])

    def forward(self, pixel_values=None, labels=None, *, output_hidden_states: bool = False):
        states = self.encoder(self.embedder(pixel_values))
        logits = self.fc(ops.mean(states[-1], (1, 2)))
        return ImageClassifierOutputWithNoAttention(
            loss=None if labels is None else sequence_loss(self.config, logits, labels),
            logits=logits,
            hidden_states=tuple(map(channels_first, states)) if output_hidden_states else None,
        )


HEADS = {
    "base": HGNetV2Backbone,
    "backbone": HGNetV2Backbone,
    "image-classification": HGNetV2ForImageClassification,
}
