"""FocalNet: Yang et al., 2022, arXiv:2203.11926.

Stages of a transformer in whose blocks attention is replaced: each pixel is multiplied by a mixture
of its surroundings, seen ever wider by depthwise convolutions, and of the whole map.

b batch, H and W pixels, h and w of a feature map (p in all), d channels, l levels.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs.focalnet import FocalNetConfig
from auto_core.initializers import Constant
from auto_core.outputs import BackboneOutput, SwinImageClassifierOutput, SwinModelOutput

from .. import nn, ops
from ..blocks import windows
from ..blocks.activations import activation
from ..blocks.backbone import Backbone, channels_first, flat
from ..blocks.convnets import from_pixels
from ..blocks.image_heads import (
    Identity,
    ImageClassification,
    StagedMaskedImageModeling,
    classifier,
    pixel_decoder,
)
from ..blocks.patches import with_mask_token

FACTOR = 2  # by how much each level's convolution is wider than the one before


class FocalNetPatchEmbeddings(nn.Module):
    """Patches of an image or a map, which is padded with zeros until they fit."""

    def __init__(
        self,
        config: FocalNetConfig,
        before: int,
        after: int,
        patch: int,
        *,
        stem: bool,
    ):
        super().__init__()
        self.patch_size = patch
        size, stride, padding = patch, patch, 0
        if config.use_conv_embed:
            size, stride, padding = (7, 4, 2) if stem else (3, 2, 1)
        self.projection = nn.Conv2d(before, after, size, stride=stride, padding=padding)
        self.norm = None if stem else nn.LayerNorm(after, eps=config.layer_norm_eps)

    def forward(self, image):  # [b h w channels] -> [b h/patch w/patch d]
        _, height, width, _ = ops.shape(image)
        image = windows.filled(image, -height % self.patch_size, -width % self.patch_size)
        hidden = self.projection(image)
        return hidden if self.norm is None else self.norm(hidden)


class FocalNetEmbeddings(nn.Module):
    def __init__(self, config: FocalNetConfig, *, use_mask_token: bool):
        super().__init__()
        d = config.embed_dim
        self.channels = config.num_channels
        self.patch_embeddings = FocalNetPatchEmbeddings(
            config, config.num_channels, d, config.patch_size, stem=True
        )
        self.mask_token = nn.Parameter((1, 1, d), init="zeros") if use_mask_token else None
        self.norm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, pixel_values, bool_masked_pos):  # [b c H W] -> [b h w d]
        pixels = from_pixels(pixel_values, channels=self.channels)
        hidden = self.norm(self.patch_embeddings(pixels))
        tokens = with_mask_token(flat(hidden), self.mask_token, bool_masked_pos)
        return self.dropout(ops.reshape(tokens, ops.shape(hidden)))


class FocalNetModulation(nn.Module):
    def __init__(self, config: FocalNetConfig, stage: int, d: int):
        super().__init__()
        levels, window = config.focal_levels[stage], config.focal_windows[stage]
        self.sizes = [d, d, levels + 1]
        self.normalizes = config.normalize_modulator
        self.projection_in = nn.Linear(d, sum(self.sizes))
        self.focal_layers = nn.ModuleList(
            nn.ModuleList([self.convolution(d, FACTOR * level + window), Identity()])
            for level in range(levels)
        )
        self.projection_context = nn.Conv2d(d, d, 1)
        self.layernorm = None
        if config.use_post_layernorm_in_modulation:
            self.layernorm = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.projection_out = nn.Linear(d, d)
        self.projection_dropout = nn.Dropout(config.hidden_dropout_prob)

    def convolution(self, d: int, size: int) -> Any:
        return nn.Conv2d(d, d, size, padding=size // 2, groups=d, bias=False)

    def forward(self, hidden):  # [b h w d] -> [b h w d]
        query, context, gates = ops.split(self.projection_in(hidden), self.sizes, -1)
        hidden = self.projection_context(self.mixture(context, gates)) * query
        if self.layernorm is not None:
            hidden = self.layernorm(hidden)
        return self.projection_dropout(self.projection_out(hidden))

    def mixture(self, context, gates):
        """The surroundings [b h w d] at every level and of the whole map, by gates [b h w l+1]."""
        mixed = None
        for level, (convolution, _) in enumerate(self.focal_layers):
            context = ops.gelu(convolution(context), approximate="none")
            gated = context * gates[..., level : level + 1]
            mixed = gated if mixed is None else mixed + gated
        whole = ops.gelu(ops.mean(context, (1, 2), keepdim=True), approximate="none")
        whole = whole * gates[..., len(self.focal_layers) :]
        mixed = whole if mixed is None else mixed + whole
        return mixed / self.sizes[-1] if self.normalizes else mixed


class FocalNetMlp(nn.Module):
    def __init__(self, config: FocalNetConfig, d: int):
        super().__init__()
        f = int(d * config.mlp_ratio)
        self.fc1 = nn.Linear(d, f)
        self.fc2 = nn.Linear(f, d)
        self.activation = activation(config.hidden_act)
        self.drop = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, hidden):  # [b h w d]
        return self.drop(self.fc2(self.drop(self.activation(self.fc1(hidden)))))


class FocalNetLayer(nn.Block):
    def __init__(self, config: FocalNetConfig, stage: int, d: int, *, drop: float):
        super().__init__()
        self.norms_after = config.use_post_layernorm
        self.norm1 = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.modulation = FocalNetModulation(config, stage, d)
        self.norm2 = nn.LayerNorm(d, eps=config.layer_norm_eps)
        self.mlp = FocalNetMlp(config, d)
        self.drop_path = nn.DropPath(drop)
        self.gamma_1 = self.gamma_2 = None
        if config.use_layerscale:
            init = Constant(config.layerscale_value)
            self.gamma_1 = nn.Parameter((d,), init=init)
            self.gamma_2 = nn.Parameter((d,), init=init)

    def forward(self, hidden):  # [b h w d]
        hidden = hidden + self.change(self.modulation, self.norm1, self.gamma_1, hidden)
        return hidden + self.change(self.mlp, self.norm2, self.gamma_2, hidden)

    def change(self, part, norm, scale, hidden):
        """What a part adds."""
        change = norm(part(hidden)) if self.norms_after else part(norm(hidden))
        return self.drop_path(change if scale is None else ops.asarray(scale) * change)


class FocalNetStage(nn.Module):
    def __init__(self, config: FocalNetConfig, stage: int, drops: list[float]):
        super().__init__()
        d, last = config.embed_dim * 2**stage, stage == len(config.depths) - 1
        self.layers = nn.ModuleList(FocalNetLayer(config, stage, d, drop=drop) for drop in drops)
        self.downsample = None if last else FocalNetPatchEmbeddings(config, d, 2 * d, 2, stem=False)

    def forward(self, hidden):  # [b h w d] -> [b h/2 w/2 2d]
        for layer in self.layers:
            hidden = layer(hidden)
        return hidden if self.downsample is None else self.downsample(hidden)


class FocalNetEncoder(nn.Module):
    def __init__(self, config: FocalNetConfig):
        super().__init__()
        count = sum(config.depths)
        drops = [config.drop_path_rate * i / max(count - 1, 1) for i in range(count)]
        ends = [sum(config.depths[: i + 1]) for i in range(len(config.depths))]
        self.stages = nn.ModuleList(
            FocalNetStage(config, i, drops[end - config.depths[i] : end])
            for i, end in enumerate(ends)
        )

    def forward(self, hidden) -> tuple[Any, ...]:  # -> the input, and what each stage makes of it
        states = (hidden,)
        for stage in self.stages:
            states += (stage(states[-1]),)
        return states


class FocalNetPreTrainedModel(nn.PreTrainedModel):
    """What all FocalNet models share."""

    config_class = FocalNetConfig
    base_model_prefix = "focalnet"
    main_input_name = "pixel_values"
    optional_parts = (r"(^|\.)embeddings\.mask_token$",)


class FocalNetModel(FocalNetPreTrainedModel):
    """FocalNet without a head.

    Args of `forward`:
        pixel_values: [b c H W], of any size.
        bool_masked_pos: [b p], True where the mask token replaces a patch.

    Returns:
        SwinModelOutput: last_hidden_state [b p d], pooler_output [b d] (None with
        `add_pooling_layer=False`), and on request hidden_states after each stage, which has shrunk
        the map, as sequences and as images. There is no attention.
    """

    def __init__(
        self, config: FocalNetConfig, add_pooling_layer: bool = True, use_mask_token: bool = False
    ):
        super().__init__(config)
        self.embeddings = FocalNetEmbeddings(config, use_mask_token=use_mask_token)
        self.encoder = FocalNetEncoder(config)
        self.layernorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.pools = add_pooling_layer

    def forward(
        self, pixel_values=None, bool_masked_pos=None, *, output_hidden_states: bool = False
    ):
        states = self.encoder(self.embeddings(pixel_values, bool_masked_pos))
        hidden = self.layernorm(flat(states[-1]))
        shown = states if output_hidden_states else None
        return SwinModelOutput(
            last_hidden_state=hidden,
            pooler_output=ops.mean(hidden, 1) if self.pools else None,
            hidden_states=None if shown is None else tuple(map(flat, shown)),
            reshaped_hidden_states=None if shown is None else tuple(map(channels_first, shown)),
        )

    def get_input_embeddings(self):
        return self.embeddings.patch_embeddings


class FocalNetForMaskedImageModeling(StagedMaskedImageModeling, FocalNetPreTrainedModel):
    base_class = FocalNetModel
    base_options = {"add_pooling_layer": False, "use_mask_token": True}

    def add_head(self, config: FocalNetConfig) -> None:
        self.decoder = pixel_decoder(config)

    def last_grid(self, height, width):
        patch = self.config.patch_size
        sides = (-(-height // patch), -(-width // patch))
        if self.config.use_conv_embed:  # of the padded image
            sides = tuple((side * patch - 3) // 4 + 1 for side in sides)
        for _ in self.config.depths[1:]:
            sides = tuple((side + 1) // 2 for side in sides)
        return sides


class FocalNetForImageClassification(ImageClassification, FocalNetPreTrainedModel):
    base_class = FocalNetModel
    output_class = SwinImageClassifierOutput

    def add_head(self, config: FocalNetConfig) -> None:
        self.classifier = classifier(config, config.hidden_size)

    def score(self, output):  # -> [b c]
        return self.classifier(output.pooler_output)


class FocalNetBackbone(Backbone, FocalNetPreTrainedModel):
    """Feature maps of the chosen stages, each after it has shrunk the map."""

    def __init__(self, config: FocalNetConfig):
        super().__init__(config)
        self.num_features = (config.embed_dim, *config.hidden_sizes)
        self.focalnet = FocalNetModel(config)

    def forward(self, pixel_values=None, *, output_hidden_states: bool = False):
        output = self.focalnet(pixel_values, output_hidden_states=True, return_dict=True)
        maps = output.reshaped_hidden_states
        return BackboneOutput(
            feature_maps=tuple(maps[index] for index in self.out_indices),
            hidden_states=output.hidden_states if output_hidden_states else None,
        )


HEADS = {
    "base": FocalNetModel,
    "image-classification": FocalNetForImageClassification,
    "masked-image-modeling": FocalNetForMaskedImageModeling,
    "backbone": FocalNetBackbone,
}
