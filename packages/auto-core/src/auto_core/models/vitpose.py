"""ViTPose: Xu et al., 2022, arXiv:2204.12484.

A backbone's last tokens as an image, from which a small head makes a heat map for each keypoint of
one person.

b batch, H and W pixels, h and w of the tokens, k keypoints, d hidden.
"""

from __future__ import annotations

from typing import Any

from auto_core.configs._vit import pair
from auto_core.configs.vitpose import VitPoseConfig
from auto_core.errors import ConfigError
from auto_core.outputs import VitPoseEstimatorOutput

from .. import nn, ops
from ..blocks.backbone import backbone, channels_first


class VitPoseSimpleDecoder(nn.Module):
    """Upsampling and a convolution."""

    def __init__(self, config: VitPoseConfig):
        super().__init__()
        self.factor = config.scale_factor
        self.conv = nn.Conv2d(config.backbone_config.hidden_size, config.num_labels, 3, padding=1)

    def forward(self, hidden):  # [b h w d] -> [b h*factor w*factor k]
        height, width = ops.shape(hidden)[1:3]
        size = (height * self.factor, width * self.factor)
        hidden = ops.interpolate(ops.relu(hidden), size, mode="bilinear", align_corners=False)
        return self.conv(hidden)


class VitPoseClassicDecoder(nn.Module):
    """Two transposed convolutions and one of 1x1."""

    def __init__(self, config: VitPoseConfig):
        super().__init__()
        d = config.backbone_config.hidden_size
        options: dict[str, Any] = dict(stride=2, padding=1, bias=False)
        self.deconv1 = nn.ConvTranspose2d(d, 256, 4, **options)
        self.batchnorm1 = nn.BatchNorm2d(256, eps=1e-5, momentum=0.1)
        self.deconv2 = nn.ConvTranspose2d(256, 256, 4, **options)
        self.batchnorm2 = nn.BatchNorm2d(256, eps=1e-5, momentum=0.1)
        self.conv = nn.Conv2d(256, config.num_labels, 1)

    def forward(self, hidden):  # [b h w d] -> [b 4*h 4*w k]
        hidden = ops.relu(self.batchnorm1(self.deconv1(hidden)))
        return self.conv(ops.relu(self.batchnorm2(self.deconv2(hidden))))


class VitPosePreTrainedModel(nn.PreTrainedModel):
    config_class = VitPoseConfig
    base_model_prefix = "vit"
    main_input_name = "pixel_values"
    # The parts that variations of this family replace.
    decoder_classes = {True: VitPoseSimpleDecoder, False: VitPoseClassicDecoder}  # simple or not


class VitPoseForPoseEstimation(VitPosePreTrainedModel):
    """Heat maps of keypoints.

    Args of `forward`:
        pixel_values: [b channels H W], of one person each.
        dataset_index: [b], the expert of each image, where the backbone has some.
        flip_pairs: [n 2], pairs of keypoints (left and right) of images that are mirrored: the
            heat maps are mirrored back.

    Returns:
        VitPoseEstimatorOutput: heatmaps [b k h w].
    """

    def __init__(self, config: VitPoseConfig):
        super().__init__(config)
        names = ("hidden_size", "image_size", "patch_size")
        if lacking := [name for name in names if not hasattr(config.backbone_config, name)]:
            raise ConfigError(
                f"VitPoseConfig: backbone_config is of {config.backbone_config.model_type!r} and "
                f"has no {', '.join(lacking)}; expected one of a ViT."
            )
        self.backbone = backbone(config)
        decoder = self.decoder_classes[config.use_simple_decoder]
        self.head = decoder(config)

    def forward(
        self,
        pixel_values=None,
        dataset_index=None,
        flip_pairs=None,
        *,
        output_attentions: bool = False,
        output_hidden_states: bool = False,
    ):
        inner = self.config.backbone_config
        inputs: dict[str, Any] = {} if dataset_index is None else {"dataset_index": dataset_index}
        output = self.backbone(
            pixel_values=pixel_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            return_dict=True,
            **inputs,
        )
        tokens = output.feature_maps[-1]
        batch, _, d = ops.shape(tokens)
        sides = zip(pair(inner.image_size), pair(inner.patch_size), strict=True)
        grid = [side // patch for side, patch in sides]
        maps = channels_first(self.head(ops.reshape(tokens, (batch, *grid, d))))
        if flip_pairs is not None:
            maps = mirrored(maps, flip_pairs)
        return VitPoseEstimatorOutput(
            heatmaps=maps, hidden_states=output.hidden_states, attentions=output.attentions
        )


def mirrored(maps, flip_pairs):
    """Heat maps [b k h w] from left to right, and the pairs [n 2] of keypoints exchanged."""
    count = ops.shape(maps)[1]
    order = ops.arange(0, count, like=flip_pairs, dtype="int64")
    pairs = ops.cast(flip_pairs, "int64")
    left, right = pairs[:, 0], pairs[:, 1]
    order = ops.scatter(ops.scatter(order, 0, left, right), 0, right, left)
    return ops.flip(ops.take(maps, order, 1), -1)


HEADS = {
    "pose-estimation": VitPoseForPoseEstimation,
    "keypoint-detection": VitPoseForPoseEstimation,
}
