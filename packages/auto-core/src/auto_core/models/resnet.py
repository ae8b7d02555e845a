"""ResNet: He et al., 2015, arXiv:1512.03385.

Stages of residual blocks of convolutions, each with batch norm; every stage but the first
halves the image. Blocks downsample in their 3x3 convolution ("v1.5") unless the config says
otherwise.

b batch, H and W pixels, h and w pixels of a feature map, d channels, c classes.
"""

from __future__ import annotations

from typing import Any, ClassVar

from auto_core.configs import PreTrainedConfig
from auto_core.configs.resnet import ResNetConfig
from auto_core.initializers import HeNormal

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.convnets import (
    ConvBackbone,
    ConvImageClassification,
    ConvNet,
    from_pixels,
    global_mean,
)
from ..blocks.frozen_batch_norm import batch_norm
from ..blocks.image_heads import Identity, classifier

BATCH_NORM: dict[str, float] = {"eps": 1e-5, "momentum": 0.1}


class ResNetConvLayer(nn.Module):
    """A convolution that keeps the size (but for its stride), batch norm and an activation."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int = 3,
        *,
        stride: int = 1,
        groups: int = 1,
        act: str | None = "relu",
        padding: int | None = None,
    ):
        super().__init__()
        self.convolution = nn.Conv2d(
            in_channels,
            out_channels,
            kernel_size,
            stride=stride,
            padding=kernel_size // 2 if padding is None else padding,
            groups=groups,
            bias=False,
        )
        self.normalization = batch_norm(out_channels, **BATCH_NORM)
        self.activation = None if act is None else activation(act)

    def forward(self, hidden):  # [b h w d] -> [b h/stride w/stride d]
        hidden = self.normalization(self.convolution(hidden))
        return hidden if self.activation is None else self.activation(hidden)


class ResNetEmbeddings(nn.Module):
    """The stem: a quarter of the image's size."""

    def __init__(self, config: ResNetConfig):
        super().__init__()
        self.channels = config.num_channels
        self.embedder = ResNetConvLayer(
            config.num_channels, config.embedding_size, 7, stride=2, act=config.hidden_act
        )

    def forward(self, pixel_values):  # [b c H W] -> [b H/4 W/4 d]
        hidden = self.embedder(from_pixels(pixel_values, channels=self.channels))
        return ops.max_pool2d(hidden, 3, stride=2, padding=1)


class ResidualLayer(nn.Block):
    """Convolutions beside a shortcut, which is one too where the sizes differ."""

    def __init__(self, config: Any, before: int, after: int, *, stride: int):
        super().__init__()
        self.shortcut = self.make_shortcut(before, after, stride=stride)
        self.layer = nn.ModuleList(self.convolutions(config, before, after, stride=stride))
        self.activation = activation(config.hidden_act)

    @classmethod
    def first(cls, config: Any, before: int, after: int, *, stride: int) -> Any:
        """The first layer of a stage."""
        return cls(config, before, after, stride=stride)

    def make_shortcut(self, before: int, after: int, *, stride: int) -> Any:
        """The layer of the shortcut, or None."""
        if before == after and stride == 1:
            return None
        return ResNetConvLayer(before, after, 1, stride=stride, act=None)

    def convolutions(self, config: Any, before: int, after: int, *, stride: int) -> list[Any]:
        """The layers beside the shortcut."""
        raise NotImplementedError

    def forward(self, hidden):  # [b h w d] -> [b h/stride w/stride d]
        residual = hidden if self.shortcut is None else self.shortcut(hidden)
        for layer in self.layer:
            hidden = layer(hidden)
        return self.activation(hidden + residual)


class ResNetBasicLayer(ResidualLayer):
    """Two 3x3 convolutions."""

    def convolutions(self, config: ResNetConfig, before: int, after: int, *, stride: int):
        return [
            ResNetConvLayer(before, after, stride=stride),
            ResNetConvLayer(after, after, act=None),
        ]


class ResNetBottleNeckLayer(ResidualLayer):
    """A 3x3 convolution of a quarter of the channels between two of 1x1."""

    def convolutions(self, config: ResNetConfig, before: int, after: int, *, stride: int):
        narrow = after // 4
        first, second = (stride, 1) if config.downsample_in_bottleneck else (1, stride)
        return [
            ResNetConvLayer(before, narrow, 1, stride=first),
            ResNetConvLayer(narrow, narrow, stride=second),
            ResNetConvLayer(narrow, after, 1, act=None),
        ]


class ResidualStage(nn.Module):
    """Layers of one size; the first one has the stride."""

    def __init__(
        self, config: Any, layer_class: Any, before: int, after: int, *, stride: int, depth: int
    ):
        super().__init__()
        first = layer_class.first(config, before, after, stride=stride)
        rest = (layer_class(config, after, after, stride=1) for _ in range(depth - 1))
        self.layers = nn.ModuleList([first, *rest])

    def forward(self, hidden):
        for layer in self.layers:
            hidden = layer(hidden)
        return hidden


class ResidualEncoder(nn.Module):
    """Stages of residual layers: the config's `hidden_sizes` and `depths`."""

    def __init__(self, config: Any, layer_class: type):
        super().__init__()
        first = 2 if config.downsample_in_first_stage else 1
        before = (config.embedding_size, *config.hidden_sizes)
        self.stages = nn.ModuleList(
            ResidualStage(
                config,
                layer_class,
                before[i],
                after,
                stride=2 if i else first,
                depth=config.depths[i],
            )
            for i, after in enumerate(config.hidden_sizes)
        )

    def forward(self, hidden) -> tuple[Any, ...]:  # -> the input, and what each stage makes of it
        states = (hidden,)
        for stage in self.stages:
            states += (stage(states[-1]),)
        return states


class ResNetPreTrainedModel(nn.PreTrainedModel):
    """What all ResNet models share."""

    config_class = ResNetConfig
    base_model_prefix = "resnet"
    main_input_name = "pixel_values"
    initializers = ((r"convolution\.weight$", HeNormal()),)
    # The parts that variations of this family replace; layers by the config's `layer_type`.
    embeddings_class: type = ResNetEmbeddings
    layer_classes: ClassVar[dict[str, type]] = {
        "basic": ResNetBasicLayer,
        "bottleneck": ResNetBottleNeckLayer,
    }


class ResNetModel(ConvNet, ResNetPreTrainedModel):
    """ResNet without a head; see ConvNet for what it takes and returns."""

    def __init__(self, config: ResNetConfig):
        super().__init__(config)
        self.embedder = self.embeddings_class(config)
        self.encoder = ResidualEncoder(config, self.layer_classes[config.layer_type])

    def states(self, pixel_values):
        return self.encoder(self.embedder(pixel_values))

    def pooled(self, hidden):
        return global_mean(hidden)


class ResNetForImageClassification(ConvImageClassification, ResNetPreTrainedModel):
    base_class = ResNetModel

    def add_head(self, config: ResNetConfig) -> None:
        self.classifier = flat_classifier(config, config.hidden_sizes[-1])

    def score(self, output):
        return self.classifier[1](output.pooler_output[:, :, 0, 0])


def flat_classifier(config: PreTrainedConfig, size: int) -> Any:
    """The last layer of a classifier, after one that only takes axes of size 1 away."""
    return nn.ModuleList([Identity(), classifier(config, size)])


class ResNetBackbone(ConvBackbone, ResNetPreTrainedModel):
    def __init__(self, config: ResNetConfig):
        super().__init__(config)
        self.num_features = (config.embedding_size, *config.hidden_sizes)
        self.embedder = self.embeddings_class(config)
        self.encoder = ResidualEncoder(config, self.layer_classes[config.layer_type])

    def states(self, pixel_values):
        return self.encoder(self.embedder(pixel_values))


PREFIX = "ResNet"
HEADS = {
    "base": ResNetModel,
    "image-classification": ResNetForImageClassification,
    "backbone": ResNetBackbone,
}
