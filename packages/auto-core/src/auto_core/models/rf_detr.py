"""RF-DETR: Robinson et al., 2025, arXiv:2511.09554.

LW-DETR over one feature map of a DINOv2, with layer norms instead of batch norms. Masks are the
likeness of a query's hidden state and each pixel's, of which every layer has finer ones.

b batch, H and W pixels, h and w of the feature map, q queries of all sets, d hidden, c classes, n
labels of an image, m matched ones, r pixels of the image for each of a mask.
"""

from __future__ import annotations

from typing import Any

from auto_core.checkpoints import newer_names
from auto_core.checkpoints.cut_projections import ReadsJoinedProjections
from auto_core.configs.rf_detr import RfDetrConfig
from auto_core.outputs import (
    RfDetrInstanceSegmentationOutput,
    RfDetrModelOutput,
    RfDetrObjectDetectionOutput,
)

from .. import nn, ops
from ..blocks.activations import activation
from ..blocks.backbone import channels_first, channels_last
from ..blocks.detection_loss import Labels, Pairs, chosen, dice_loss, labelled
from ..blocks.heads import Head
from ..blocks.mask_losses import (
    at_points,
    cross_entropy_of_points,
    pairwise_cross_entropy,
    pairwise_dice,
    uncertain_points,
)
from ..blocks.query_set_loss import Predictions, query_set_loss
from .detr import EPS
from .lw_detr import NORM_EPS, LwDetrC2FLayer, LwDetrForObjectDetection, LwDetrModel
from .rf_detr_dinov2 import RfDetrDinov2Backbone

# From the authors' files, which all that transformers saves are like.
RENAMES: newer_names.Renames = (
    *RfDetrDinov2Backbone.renames,
    (r"(^|\.)backbone\.0\.encoder\.encoder\.", r"\1backbone.backbone."),
    (r"(^|\.)backbone\.0\.projector\.", r"\1backbone.projector."),
    (r"\.projector\.stages\.0\.0\.m\.", ".projector.projector_layer.bottlenecks."),
    (r"\.projector\.stages\.0\.0\.", ".projector.projector_layer."),
    (r"\.projector\.stages\.0\.1\.", ".projector.layer_norm."),
    (r"(\.projector\..*)\.cv([12])\.conv\.", r"\1.conv\2.conv."),
    (r"(\.projector\..*)\.cv([12])\.bn\.", r"\1.conv\2.norm."),
    (r"(^|\.)transformer\.(decoder|enc_out)", r"\1\2"),
    (r"(decoder\.layers\.\d+)\.norm1\.", r"\1.self_attn_layer_norm."),
    (r"(decoder\.layers\.\d+)\.norm2\.", r"\1.cross_attn_layer_norm."),
    (r"(decoder\.layers\.\d+)\.norm3\.", r"\1.layer_norm."),
    (r"(decoder\.layers\.\d+)\.linear([12])\.", r"\1.mlp.fc\2."),
    (r"(^|\.)decoder\.norm\.", r"\1decoder.layernorm."),
    (r"(^|\.)refpoint_embed\.", r"\1reference_point_embed."),
    (r"\.self_attn\.out_proj\.", ".self_attn.o_proj."),
)
_BASE = r"^(backbone|decoder|enc_out\w*|reference_point_embed|query_feat)\."
FROM_DETECTION: newer_names.Renames = (
    *RENAMES,
    (_BASE, r"model.model.\1."),
    (r"^(class|bbox)_embed\.", r"model.\1_embed."),
    (r"^segmentation_head\.query_features_block\.layers\.0\.", "query_features_block.mlp.fc1."),
    (r"^segmentation_head\.query_features_block\.layers\.2\.", "query_features_block.mlp.fc2."),
    (r"^segmentation_head\.query_features_block\.norm_in\.", "query_features_block.norm."),
    (r"^segmentation_head\.(blocks\.\d+)\.norm\.", r"\1.layernorm."),
    (r"^segmentation_head\.(blocks\.\d+)\.dwconv\.", r"\1.depthwise_conv."),
    (r"^segmentation_head\.(blocks\.\d+)\.pwconv1\.", r"\1.pointwise_conv."),
    (r"^segmentation_head\.(spatial|query)_features_proj\.", r"\1_features_proj."),
    (r"^segmentation_head\.bias$", "segmentation_bias"),
)


class RfDetrScaleProjector(nn.Module):
    """The feature map, from the backbone's maps."""

    def __init__(self, config: RfDetrConfig, channels: int):
        super().__init__()

        def norm(size: int) -> Any:
            return nn.LayerNorm(size, eps=config.layer_norm_eps)

        self.projector_layer = LwDetrC2FLayer(config, channels, norm)
        self.layer_norm = nn.LayerNorm(config.d_model, eps=NORM_EPS)

    def forward(self, maps):  # [b h w channels] each -> [b h w d]
        return self.layer_norm(self.projector_layer(ops.cat(maps, -1)))


class RfDetrConvEncoder(nn.Module):
    """The backbone, and what makes the decoder's feature map of its own."""

    def __init__(self, config: RfDetrConfig):
        super().__init__()
        self.backbone = RfDetrDinov2Backbone(config.backbone_config)
        self.projector = RfDetrScaleProjector(config, sum(self.backbone.channels))

    def forward(self, pixel_values):  # -> [b h w d] of the only scale
        maps = self.backbone(pixel_values, return_dict=True).feature_maps
        return [self.projector([channels_last(x) for x in maps])]


class RfDetrModel(ReadsJoinedProjections, LwDetrModel):
    """RF-DETR without a head.

    Args of `forward`:
        pixel_values: [b channels H W].
        pixel_mask: [b H W], 1 for pixels of the image and 0 for padding.

    Returns:
        RfDetrModelOutput
    """

    config_class = RfDetrConfig
    renames = RENAMES
    optional_parts = (r"\.embeddings\.mask_token$",)
    encoder_class = RfDetrConvEncoder
    model_output = RfDetrModelOutput

    def features(self, sources):
        return {"backbone_features": channels_first(sources[0])}


class RfDetrForObjectDetection(ReadsJoinedProjections, LwDetrForObjectDetection):
    """A class and a box for each query.

    labels: for each image a mapping with `class_labels` [n] and `boxes` [n 4] (centre x, centre y,
    width, height as shares of the image), as an image processor makes them.
    """

    config_class = RfDetrConfig
    base_class = RfDetrModel
    renames = RENAMES
    optional_parts = RfDetrModel.optional_parts
    detection_output = RfDetrObjectDetectionOutput


class RfDetrSegmentationBlock(nn.Module):
    def __init__(self, config: RfDetrConfig):
        super().__init__()
        d = config.d_model
        self.depthwise_conv = nn.Conv2d(d, d, 3, padding=1, groups=d)
        self.layernorm = nn.LayerNorm(d, eps=NORM_EPS)
        self.pointwise_conv = nn.Linear(d, d)
        self.activation = activation(config.segmentation_head_activation_function)

    def forward(self, image):  # [b h w d] -> [b h w d]
        change = self.pointwise_conv(self.layernorm(self.depthwise_conv(image)))
        return image + self.activation(change)


class RfDetrSegmentationMLP(nn.Module):
    def __init__(self, config: RfDetrConfig):
        super().__init__()
        self.fc1 = nn.Linear(config.d_model, config.intermediate_size)
        self.fc2 = nn.Linear(config.intermediate_size, config.d_model)
        self.activation = activation(config.segmentation_head_activation_function)

    def forward(self, hidden):
        return self.fc2(self.activation(self.fc1(hidden)))


class RfDetrSegmentationMLPBlock(nn.Module):
    def __init__(self, config: RfDetrConfig):
        super().__init__()
        self.norm = nn.LayerNorm(config.d_model, eps=EPS)
        self.mlp = RfDetrSegmentationMLP(config)

    def forward(self, hidden):
        return hidden + self.mlp(self.norm(hidden))


class RfDetrForInstanceSegmentation(ReadsJoinedProjections, Head, nn.PreTrainedModel):
    """A class, a box and a mask for each query.

    labels: as of detection, and `masks` [n H W] of 0 and 1, which are compared at random points.
    """

    config_class = RfDetrConfig
    base_model_prefix = "model"
    main_input_name = "pixel_values"
    per_sample_inputs = ("labels",)
    renames = FROM_DETECTION
    ignored_keys = RfDetrForObjectDetection.ignored_keys
    optional_parts = RfDetrModel.optional_parts
    base_class = RfDetrForObjectDetection

    def add_head(self, config: RfDetrConfig) -> None:
        d = config.d_model
        self.blocks = nn.ModuleList(
            RfDetrSegmentationBlock(config) for _ in range(config.decoder_layers)
        )
        self.spatial_features_proj = nn.Conv2d(d, d, 1)
        self.query_features_block = RfDetrSegmentationMLPBlock(config)
        self.query_features_proj = nn.Linear(d, d)
        self.segmentation_bias = nn.Parameter((1,), init="zeros")
        self.chance = nn.Random()

    def forward(self, labels=None, **inputs: Any):
        detector, config = self.model, self.config
        output = detector.encode(**inputs)
        ratio = config.mask_downsample_ratio
        size = tuple(n // ratio for n in ops.shape(inputs["pixel_values"])[2:])
        image = ops.interpolate(
            channels_last(output.backbone_features), size, mode="bilinear", align_corners=False
        )
        first = detector.pixel_logits(output), self.masks(output.enc_outputs_class, image)
        masks = []
        for i, block in enumerate(self.blocks):
            image = block(image)
            states = output.intermediate_hidden_states[i]
            masks.append(self.masks(states, self.spatial_features_proj(image)))
        logits, boxes = detector.predict(output.last_hidden_state, output)
        result: dict[str, Any] = {
            "logits": logits,
            "pred_boxes": boxes,
            "pred_masks": masks[-1],
            "enc_outputs_mask_logits": first[1],
        }
        if labels is not None:
            found = detector.layers(output)
            layers = [(*x, m) for x, m in zip(found, masks[-len(found) :], strict=True)]
            if config.auxiliary_loss:
                names = ("logits", "pred_boxes", "pred_masks")
                result["auxiliary_outputs"] = [
                    dict(zip(names, x, strict=True)) for x in layers[:-1]
                ]
            loss, losses = query_set_loss(
                config,
                layers,
                (first[0], output.enc_outputs_coord_logits, first[1]),
                labels,
                encoder_counts=config.auxiliary_loss,
                mask_costs=self.mask_costs,
                mask_losses=self.mask_losses,
            )
            result |= {"loss": loss, "loss_dict": losses}
        return RfDetrInstanceSegmentationOutput.of(output, **result)

    def masks(self, states, image):
        """Scores [b q h w] of each pixel [b h w d] by each query [b q d]."""
        batch, height, width, d = ops.shape(image)
        states = self.query_features_proj(self.query_features_block(states))
        pixels = ops.transpose(ops.reshape(image, (batch, height * width, d)), 1, 2)
        scores = ops.reshape(ops.matmul(states, pixels), (batch, -1, height, width))
        return scores + ops.asarray(self.segmentation_bias)

    def mask_costs(self, predictions: Predictions, labels: Labels) -> list[Any]:
        """Costs [q n] of each image's masks, at points that all of them share."""
        config, scores = self.config, ops.detach(predictions[2])
        batch, queries = ops.shape(scores)[:2]
        # As many points as the boxes of all images have numbers, not as masks have pixels.
        count = batch * queries * 4 // config.mask_point_sample_ratio
        points = self.chance.uniform((1, count, 2), like=scores)
        costs = []
        for i, label in enumerate(labels):
            masks = ops.cast(label["masks"], ops.dtype(scores))
            found = at_points(scores[i], points)
            target = at_points(masks, points, mode="nearest")
            costs.append(
                config.mask_class_loss_coefficient * pairwise_cross_entropy(found, target)
                + config.mask_dice_loss_coefficient * pairwise_dice(found, target)
            )
        return costs

    def mask_losses(self, scores, labels: Labels, pairs: Pairs, number) -> dict[str, Any]:
        """Of matched masks, mostly where scores are uncertain."""
        found = chosen(scores, pairs)  # [m h w]
        target = labelled(labels, "masks", pairs, like=scores)
        _, height, width = ops.shape(found)
        count = max(height, height * width // self.config.mask_point_sample_ratio)
        points = uncertain_points(
            ops.detach(found), self.chance, count=count, sampled=3 * count, chosen=3 * count // 4
        )
        found, target = at_points(found, points), at_points(target, points, mode="nearest")
        return {
            "loss_mask_ce": ops.sum(cross_entropy_of_points(found, target), 0) / number,
            "loss_mask_dice": ops.sum(dice_loss(found, target), 0) / number,
        }


HEADS = {
    "base": RfDetrModel,
    "object-detection": RfDetrForObjectDetection,
    "instance-segmentation": RfDetrForInstanceSegmentation,
}
