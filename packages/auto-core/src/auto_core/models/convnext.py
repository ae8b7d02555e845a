"""ConvNeXt: Liu et al., 2022, arXiv:2201.03545.

Blocks of a 7x7 depthwise convolution, a layer norm and a feed-forward over channels; the stem
cuts patches, and each later stage halves the image.

b batch, H and W pixels, h and w pixels of a feature map, d channels, f feed-forward.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.configs.convnext import ConvNextConfig
from auto_core.initializers import Constant

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import StageNorms
from ..blocks.convnets import ConvBackbone, ConvImageClassification, ConvNet, from_pixels
from ..blocks.image_heads import classifier

EPS = 1e-6  # of every norm but the one after pooling


class ConvNextEmbeddings(nn.Module):
    """A vector for each patch."""

    def __init__(self, config: ConvNextConfig):
        super().__init__()
        self.channels, d = config.num_channels, config.hidden_sizes[0]
        patch: Any = config.patch_size
        self.patch_embeddings = nn.Conv2d(config.num_channels, d, patch, stride=patch)
        self.layernorm = nn.LayerNorm(d, eps=EPS)

    def forward(self, pixel_values):  # [b c H W] -> [b H/p W/p d]
        pixels = from_pixels(pixel_values, channels=self.channels)
        return self.layernorm(self.patch_embeddings(pixels))


class ConvNextLayer(nn.Block):
    """A block; V2's has a response normalisation (`grn`) where the first has a scale."""

    grn_class: type | None = None

    def __init__(self, config: ConvNextConfig, d: int, *, drop: float):
        super().__init__()
        self.dwconv = nn.Conv2d(d, d, 7, padding=3, groups=d)
        self.layernorm = nn.LayerNorm(d, eps=EPS)
        self.pwconv1 = nn.Linear(d, 4 * d)
        self.act = activation(config.hidden_act)
        self.grn = None if self.grn_class is None else self.grn_class(4 * d)
        self.pwconv2 = nn.Linear(4 * d, d)
        scale = config.layer_scale_init_value
        self.layer_scale_parameter = nn.Parameter((d,), init=Constant(scale)) if scale else None
        self.drop_path = nn.DropPath(drop)

    def forward(self, hidden):  # [b h w d]
        change = self.act(self.pwconv1(self.layernorm(self.dwconv(hidden))))  # [b h w f]
        if self.grn is not None:
            change = self.grn(change)
        change = self.pwconv2(change)
        if self.layer_scale_parameter is not None:
            change = ops.asarray(self.layer_scale_parameter) * change
        return hidden + self.drop_path(change)


class ConvNextStage(nn.Module):
    def __init__(
        self,
        config: ConvNextConfig,
        layer_class: type,
        before: int,
        after: int,
        *,
        drops: Any,
        halve: bool,
    ):
        super().__init__()
        shrinks = halve or before != after
        stride = 2 if halve else 1
        self.downsampling_layer = nn.ModuleList(
            [nn.LayerNorm(before, eps=EPS), nn.Conv2d(before, after, 2, stride=stride)]
            if shrinks
            else []
        )
        self.layers = nn.ModuleList(layer_class(config, after, drop=float(d)) for d in drops)

    def forward(self, hidden):  # [b h w d] -> [b h/2 w/2 d]
        for layer in self.downsampling_layer:
            hidden = layer(hidden)
        for layer in self.layers:
            hidden = layer(hidden)
        return hidden


class ConvNextEncoder(nn.Module):
    def __init__(self, config: ConvNextConfig, layer_class: type = ConvNextLayer):
        super().__init__()
        drops = np.linspace(0, config.drop_path_rate, sum(config.depths))
        by_stage = np.split(drops, np.cumsum(config.depths)[:-1])
        sizes = [config.hidden_sizes[0], *config.hidden_sizes]
        self.stages = nn.ModuleList(
            ConvNextStage(config, layer_class, before, after, drops=drops, halve=i > 0)
            for i, (before, after, drops) in enumerate(
                zip(sizes, sizes[1:], by_stage, strict=False)
            )
        )

    def forward(self, hidden) -> tuple[Any, ...]:  # -> the input, and what each stage makes of it
        states = (hidden,)
        for stage in self.stages:
            states += (stage(states[-1]),)
        return states


class ConvNextPreTrainedModel(nn.PreTrainedModel):
    """What all ConvNeXt models share."""

    config_class = ConvNextConfig
    base_model_prefix = "convnext"
    main_input_name = "pixel_values"
    # A backbone has norms of its own, and not the one after pooling.
    optional_parts = (r"^hidden_states_norms\.", r"^(convnext\.)?layernorm\.")
    # The parts that variations of this family replace.
    embeddings_class: type = ConvNextEmbeddings
    layer_class: type = ConvNextLayer


class ConvNextModel(ConvNet, ConvNextPreTrainedModel):
    """ConvNeXt without a head; see ConvNet for what it takes and returns."""

    def __init__(self, config: ConvNextConfig):
        super().__init__(config)
        self.embeddings = self.embeddings_class(config)
        self.encoder = ConvNextEncoder(config, self.layer_class)
        self.layernorm = nn.LayerNorm(config.hidden_sizes[-1], eps=config.layer_norm_eps)

    def states(self, pixel_values):
        return self.encoder(self.embeddings(pixel_values))

    def pooled(self, hidden):  # [b h w d] -> [b d]
        return self.layernorm(ops.mean(hidden, (1, 2)))


class ConvNextForImageClassification(ConvImageClassification, ConvNextPreTrainedModel):
    base_class = ConvNextModel

    def add_head(self, config: ConvNextConfig) -> None:
        self.classifier = classifier(config, config.hidden_sizes[-1])


class ConvNextBackbone(ConvBackbone, ConvNextPreTrainedModel):
    def __init__(self, config: ConvNextConfig):
        super().__init__(config)
        self.num_features = (config.hidden_sizes[0], *config.hidden_sizes)
        self.embeddings = self.embeddings_class(config)
        self.encoder = ConvNextEncoder(config, self.layer_class)
        self.hidden_states_norms = StageNorms(self.out_features, self.channels, eps=EPS)

    def states(self, pixel_values):
        return self.encoder(self.embeddings(pixel_values))

    def feature_map(self, name, state):
        return self.hidden_states_norms(name, state)


PREFIX = "ConvNext"
HEADS = {
    "base": ConvNextModel,
    "image-classification": ConvNextForImageClassification,
    "backbone": ConvNextBackbone,
}
