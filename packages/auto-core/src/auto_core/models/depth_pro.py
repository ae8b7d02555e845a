"""Depth Pro: Bochkovskii et al., 2024, arXiv:2410.02073.

Metric depth of large images: one ViT encodes the whole image made small, another one patches of it
at several scales; their features are fused from the coarsest to the finest. A third one guesses the
field of view, by which depth gets its unit.

b batch, H and W pixels, n patches of an image, h and w of a feature map, t tokens, d channels.
"""

from __future__ import annotations

import math
from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.checkpoints.gates import ReadsSplitGates
from auto_core.configs.depth_pro import DepthProConfig
from auto_core.errors import InputError
from auto_core.initializers import HeNormal
from auto_core.outputs import DepthProDepthEstimatorOutput, DepthProOutput

from .. import nn, ops
from ..blocks import parts
from ..blocks.backbone import channels_first, channels_last
from ..blocks.heads import Head
from ..blocks.image_heads import Identity
from ..blocks.patches import check_images
from ..blocks.timm_resnet import Relu
from .dpt import PreActResidualLayer


def resized(image, size):  # [b h w d] -> [b *size d]
    return ops.interpolate(image, size, mode="bilinear", align_corners=False)


def sides(image) -> tuple[int, int]:
    """Height and width of [b h w d].

    Raises:
        InputError: a graph is being made that leaves them open.
    """
    height, width = ops.shape(image)[1:3]
    if not (isinstance(height, int) and isinstance(width, int)):
        raise InputError(
            "How many patches there are depends on the size of the images, which this graph leaves "
            "open. Give pixel_values a fixed height and width (the batch may be open)."
        )
    return height, width


def scaled(image, ratio: float):
    """An image [b H W d] made smaller."""
    wanted = [side * ratio for side in sides(image)]
    if any(side != int(side) for side in wanted):
        raise InputError(
            f"Images of {sides(image)} pixels have no whole number of them at {ratio} of their "
            "size. Pass them through the image processor, which makes squares of 1536 pixels."
        )
    return resized(image, tuple(int(side) for side in wanted))


def cut(image, size: int, overlap: float):
    """Patches of an image [b H W d], row by row, that overlap by a share: [n*b size size d]."""
    height, width = sides(image)
    if height == width == size:
        return image
    stride = int(size * (1 - overlap))
    corners = [
        (top, left)
        for top in range(0, height - size + 1, stride)
        for left in range(0, width - size + 1, stride)
    ]
    return ops.cat([image[:, y : y + size, x : x + size] for y, x in corners], 0)


def grid(hidden):
    """The last tokens as a square: [n t d] -> [n h h d]."""
    count, tokens, d = ops.shape(hidden)
    side = math.isqrt(tokens)
    return ops.reshape(hidden[:, -side * side :], (count, side, side, d))


def merged(hidden, batch: int, count: int, padding: int):
    """Features [n*b h h d] of patches as maps [b h' h' d], without what overlaps at their edges."""
    if count == 1:
        return hidden
    per_side, side = math.isqrt(count), ops.shape(hidden)[1]
    padding = 0 if count < 4 else min(side // 4, padding)
    rows = []
    for row in range(per_side):
        top = padding if row else 0
        bottom = side - (padding if row < per_side - 1 else 0)
        boxes = []
        for column in range(per_side):
            left = padding if column else 0
            right = side - (padding if column < per_side - 1 else 0)
            start = (row * per_side + column) * batch
            boxes.append(hidden[start : start + batch, top:bottom, left:right])
        rows.append(ops.cat(boxes, 2))
    return ops.cat(rows, 1)


def base_size(image, side: int) -> tuple[int, int]:
    """The size of the coarsest features of an image [b H W d], whose tokens have `side` rows."""
    height, width = sides(image)
    halvings = int(math.log2(width / side))
    return height // 2**halvings, width // 2**halvings


def encoder_side(config: DepthProConfig) -> int:
    """Rows of tokens of an encoder's image."""
    return config.image_model_config.image_size // config.image_model_config.patch_size


class DepthProPatchEncoder(nn.Module):
    def __init__(self, config: DepthProConfig):
        super().__init__()
        self.config, self.side = config, encoder_side(config)
        self.model = parts.build(config.patch_model_config)

    def forward(self, image):
        """[b H W c] -> features of each scale, the smallest first, and of each hook: [b h w d]."""
        config, size = self.config, self.config.patch_size
        ratios = config.scaled_images_ratios
        if ratios[0] * min(sides(image)) < size:
            raise InputError(
                f"Images of {sides(image)} pixels are too small: at {ratios[0]} of their size "
                f"they must have {size} pixels along each side."
            )
        images = [
            cut(scaled(image, ratio), size, overlap)
            for ratio, overlap in zip(ratios, config.scaled_images_overlap_ratios, strict=True)
        ]
        batch = ops.shape(image)[0]
        counts = [self.count(image, ratio, i) for i, ratio in enumerate(ratios)]
        output = self.model(  # the largest scale first
            channels_first(ops.cat(images[::-1], 0)),
            output_hidden_states=len(config.intermediate_hook_ids) > 0,
            return_dict=True,
        )
        hidden = ops.split(output.last_hidden_state, [n * batch for n in counts[::-1]], 0)[::-1]
        height, width = base_size(image, self.side)
        features = []
        for i, state in enumerate(hidden):
            padding = int(config.merge_padding_value * (1 / ratios[i]))
            maps = merged(grid(state), batch, counts[i], padding)
            features.append(resized(maps, (height * 2**i, width * 2**i)))
        last = len(ratios) - 1
        for index in config.intermediate_hook_ids:
            # Upstream merges all patches that there are as if they were of the largest scale.
            state = grid(output.hidden_states[index + 1])
            padding = int(config.merge_padding_value * (1 / ratios[-1]))
            maps = merged(state, batch, sum(counts), padding)
            features.append(resized(maps, (height * 2**last, width * 2**last)))
        return features

    def count(self, image, ratio: float, index: int) -> int:
        """Patches of an image [b H W c] at a scale."""
        size = self.config.patch_size
        height, width = (int(side * ratio) for side in sides(image))
        if height == width == size:
            return 1
        stride = int(size * (1 - self.config.scaled_images_overlap_ratios[index]))
        return ((height - size) // stride + 1) * ((width - size) // stride + 1)


class DepthProImageEncoder(nn.Module):
    """The features of a whole image, made as small as an encoder takes it."""

    def __init__(self, config: DepthProConfig, part: Any):
        super().__init__()
        self.size, self.side = part.image_size, encoder_side(config)
        self.model = parts.build(part)

    def forward(self, image, **requests: bool):  # [b H W c] -> the encoder's output
        small = resized(image, (self.size, self.size))
        return self.model(channels_first(small), return_dict=True, **requests)

    def features(self, image, hidden):  # [b H W c], [b t d] -> [b h w d]
        return resized(grid(hidden), base_size(image, self.side))


class DepthProEncoder(nn.Module):
    def __init__(self, config: DepthProConfig):
        super().__init__()
        self.patch_encoder = DepthProPatchEncoder(config)
        self.image_encoder = DepthProImageEncoder(config, config.image_model_config)

    def forward(self, image, **requests: bool):
        """[b H W c] -> the output of the image's encoder, and all features, the coarsest first."""
        output = self.image_encoder(image, **requests)
        own = self.image_encoder.features(image, output.last_hidden_state)
        return output, [own, *self.patch_encoder(image)]


class DepthProFeatureUpsampleBlock(nn.Module):
    """A projection, where there is one, and layers that double the size."""

    def __init__(self, before: int, middle: int, after: int, *, layers: int, projects: bool = True):
        super().__init__()
        own: list[Any] = [nn.Conv2d(before, middle, 1, bias=False)] if projects else []
        for i in range(layers):
            size = after if i else middle
            own.append(nn.ConvTranspose2d(size, after, 2, stride=2, bias=not projects))
        self.layers = nn.ModuleList(own)

    def forward(self, features):
        for layer in self.layers:
            features = layer(features)
        return features


class DepthProFeatureUpsample(nn.Module):
    def __init__(self, config: DepthProConfig):
        super().__init__()
        image, patch = config.image_model_config.hidden_size, config.patch_model_config.hidden_size
        dims = config.scaled_images_feature_dims
        self.image_block = DepthProFeatureUpsampleBlock(
            image, image, dims[0], layers=1, projects=False
        )
        self.scaled_images = nn.ModuleList(
            DepthProFeatureUpsampleBlock(patch, size, size, layers=1) for size in dims
        )
        self.intermediate = nn.ModuleList(
            DepthProFeatureUpsampleBlock(
                patch, size if i else config.fusion_hidden_size, size, layers=2 + i
            )
            for i, size in enumerate(config.intermediate_feature_dims)
        )

    def forward(self, features):
        layers = [self.image_block, *self.scaled_images, *self.intermediate]
        return [layer(x) for layer, x in zip(layers, features, strict=True)]


class DepthProFeatureProjection(nn.Module):
    def __init__(self, config: DepthProConfig):
        super().__init__()
        d = config.fusion_hidden_size
        sizes = [*config.scaled_images_feature_dims, *config.intermediate_feature_dims]
        self.projections = nn.ModuleList(
            Identity()
            if i == len(sizes) - 1 and size == d
            else nn.Conv2d(size, d, 3, padding=1, bias=False)
            for i, size in enumerate(sizes)
        )

    def forward(self, features):
        return [project(x) for project, x in zip(self.projections, features, strict=True)]


class DepthProNeck(nn.Module):
    def __init__(self, config: DepthProConfig):
        super().__init__()
        size = config.scaled_images_feature_dims[0]
        self.feature_upsample = DepthProFeatureUpsample(config)
        self.fuse_image_with_low_res = nn.Conv2d(2 * size, size, 1)
        self.feature_projection = DepthProFeatureProjection(config)

    def forward(self, features):  # -> [b h w d] each, every one twice as large as the last
        image, coarsest, *others = self.feature_upsample(features)
        whole = self.fuse_image_with_low_res(ops.cat([coarsest, image], -1))
        return self.feature_projection([whole, *others])


class DepthProPreTrainedModel(ReadsSplitGates, nn.PreTrainedModel):
    """What both models share."""

    config_class = DepthProConfig
    base_model_prefix = "depth_pro"
    main_input_name = "pixel_values"
    renames = newer_names.DINOV2  # of its encoders
    head_parts = (r"^(fusion_stage|head|fov_model)\.",)
    initializers = ((r"(neck|fusion_stage|head|fov_model)\..*weight$", HeNormal()),)


class DepthProModel(DepthProPreTrainedModel):
    """Depth Pro without a head.

    Args of `forward`:
        pixel_values: [b channels H W].

    Returns:
        DepthProOutput
    """

    def __init__(self, config: DepthProConfig):
        super().__init__(config)
        self.encoder = DepthProEncoder(config)
        self.neck = DepthProNeck(config)

    def forward(
        self,
        pixel_values=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        check_images(pixel_values)
        output, features = self.encoder(
            channels_last(pixel_values),
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
        )
        return DepthProOutput(
            last_hidden_state=output.last_hidden_state,
            features=[channels_first(x) for x in self.neck(features)],
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )

    def get_input_embeddings(self):
        return self.encoder.image_encoder.model.get_input_embeddings()


class DepthProFeatureFusionLayer(nn.Module):
    def __init__(self, config: DepthProConfig, *, doubles: bool = True):
        super().__init__()
        d, batch_norm = config.fusion_hidden_size, config.use_batch_norm_in_fusion_residual
        bias = config.use_bias_in_fusion_residual
        options: dict[str, bool] = dict(bias=not batch_norm if bias is None else bias)
        self.residual_layer1 = PreActResidualLayer(d, batch_norm=batch_norm, **options)
        self.residual_layer2 = PreActResidualLayer(d, batch_norm=batch_norm, **options)
        self.deconv = nn.ConvTranspose2d(d, d, 2, stride=2, bias=False) if doubles else None
        self.projection = nn.Conv2d(d, d, 1)

    def forward(self, hidden, finer):
        """What is fused so far [b h w d] with a map of its size (None: nothing yet)."""
        if finer is not None:
            hidden = hidden + self.residual_layer1(finer)
        hidden = self.residual_layer2(hidden)
        return self.projection(hidden if self.deconv is None else self.deconv(hidden))


class DepthProFeatureFusionStage(nn.Module):
    def __init__(self, config: DepthProConfig):
        super().__init__()
        count = len(config.intermediate_hook_ids) + len(config.scaled_images_ratios)
        self.intermediate = nn.ModuleList(
            DepthProFeatureFusionLayer(config) for _ in range(count - 1)
        )
        self.final = DepthProFeatureFusionLayer(config, doubles=False)

    def forward(self, maps):  # [b h w d] each, the coarsest first -> [b h w d]
        hidden, *finer = maps
        layers = [*self.intermediate, self.final]
        hidden = layers[0](hidden, None)
        for layer, one in zip(layers[1:], finer, strict=True):
            hidden = layer(hidden, one)
        return hidden


class DepthProFovEncoder(DepthProImageEncoder):
    def __init__(self, config: DepthProConfig):
        super().__init__(config, config.fov_model_config)
        self.neck = nn.Linear(config.fov_model_config.hidden_size, config.fusion_hidden_size // 2)

    def forward(self, image, **requests: bool):  # [b H W c] -> [b h w d/2]
        output = super().forward(image, **requests)
        return self.features(image, self.neck(output.last_hidden_state))


class DepthProFovHead(nn.Module):
    def __init__(self, config: DepthProConfig):
        super().__init__()
        self.side, count = encoder_side(config), config.num_fov_head_layers
        sizes = [math.ceil(config.fusion_hidden_size / 2 ** (i + 1)) for i in range(count + 1)]
        layers: list[Any] = []
        for i in range(count):
            layers += [nn.Conv2d(sizes[i], sizes[i + 1], 3, stride=2, padding=1), Relu()]
        kernel = int((self.side - 1) / 2**count + 1)
        self.layers = nn.ModuleList([*layers, nn.Conv2d(sizes[-1], 1, kernel)])

    def forward(self, features):  # [b h w d/2] -> [b]
        hidden = resized(features, (self.side, self.side))
        for layer in self.layers:
            hidden = layer(hidden)
        return ops.reshape(hidden, (-1,))


class DepthProFovModel(nn.Module):
    """The field of view, in degrees."""

    def __init__(self, config: DepthProConfig):
        super().__init__()
        d = config.fusion_hidden_size
        self.fov_encoder = DepthProFovEncoder(config)
        self.conv = nn.Conv2d(d, d // 2, 3, stride=2, padding=1)
        self.head = DepthProFovHead(config)

    def forward(self, image, features):  # [b H W c], [b h w d] -> [b]
        return self.head(self.fov_encoder(image) + ops.relu(self.conv(features)))


class DepthProDepthEstimationHead(nn.Module):
    def __init__(self, config: DepthProConfig):
        super().__init__()
        d, half = config.fusion_hidden_size, config.fusion_hidden_size // 2
        self.layers = nn.ModuleList(
            [
                nn.Conv2d(d, half, 3, padding=1),
                nn.ConvTranspose2d(half, half, 2, stride=2),
                nn.Conv2d(half, 32, 3, padding=1),
                Relu(),
                nn.Conv2d(32, 1, 1),
                Relu(),
            ]
        )

    def forward(self, hidden):  # [b h w d] -> [b 2h 2w]
        for layer in self.layers:
            hidden = layer(hidden)
        return hidden[..., 0]


class DepthProForDepthEstimation(Head, DepthProPreTrainedModel):
    """predicted_depth [b H W], the inverse of depth, and with `config.use_fov_model` the field of
    view [b]; the image processor makes metres of them."""

    base_class = DepthProModel

    def add_head(self, config: DepthProConfig) -> None:
        self.fusion_stage = DepthProFeatureFusionStage(config)
        self.head = DepthProDepthEstimationHead(config)
        self.fov_model = DepthProFovModel(config) if config.use_fov_model else None

    def forward(self, pixel_values=None, labels=None, **inputs: Any):
        if labels is not None:
            raise InputError("There is no loss of depth; compute yours from predicted_depth.")
        output = self.encode(pixel_values=pixel_values, **inputs)
        features = [channels_last(x) for x in output.features]
        view = None
        if self.fov_model is not None:
            view = self.fov_model(channels_last(pixel_values), ops.detach(features[0]))
        return DepthProDepthEstimatorOutput(
            predicted_depth=self.head(self.fusion_stage(features)),
            field_of_view=view,
            hidden_states=output.hidden_states,
            attentions=output.attentions,
        )


HEADS = {"base": DepthProModel, "depth-estimation": DepthProForDepthEstimation}
