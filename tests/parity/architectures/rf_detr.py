from typing import Any

from parity.arch import Arch, Row
from parity.architectures import mask2former
from parity.architectures.detr import shown
from parity.architectures.rf_detr_dinov2 import OTHER as DINOV2_OTHER
from parity.architectures.rf_detr_dinov2 import TINY as DINOV2
from parity.detection import objects
from parity.images import images
from transformers.loss import loss_rf_detr

TINY = dict(
    backbone_config=DINOV2 | dict(model_type="rf_detr_dinov2"),
    d_model=16,
    c2f_num_blocks=2,
    decoder_layers=2,
    decoder_ffn_dim=20,
    decoder_self_attention_heads=2,
    decoder_cross_attention_heads=4,
    decoder_n_points=2,
    num_queries=6,
    group_detr=3,
    intermediate_size=18,
    num_labels=3,
)
OTHER = TINY | dict(
    activation_function="relu",
    attention_bias=False,
    auxiliary_loss=False,
    backbone_config=DINOV2_OTHER | dict(model_type="rf_detr_dinov2"),
    bbox_cost=2.0,
    bbox_loss_coefficient=2.0,
    class_cost=3.0,
    class_loss_coefficient=1.5,
    d_model=32,
    decoder_activation_function="gelu",
    decoder_layers=3,
    decoder_n_points=3,
    focal_alpha=0.4,
    giou_cost=1.0,
    giou_loss_coefficient=3.0,
    group_detr=1,
    hidden_expansion=0.75,
    layer_norm_eps=1e-3,
    mask_class_loss_coefficient=2.0,
    mask_dice_loss_coefficient=3.0,
    mask_downsample_ratio=2,
    mask_point_sample_ratio=4,
    num_labels=4,
    num_queries=7,
    segmentation_head_activation_function="relu",
)
MASK = {"pixel_mask": shown((32, 48), (25, 30), of=(32, 48))}
MASKS = objects(3, 3, 2, masks=(32, 40))


def give_points(patch: Any) -> None:
    mask2former.give_points(patch, loss_rf_detr)


ARCH = Arch(
    "rf_detr",
    "RfDetr",
    "rf_detr",
    patch=give_points,
    rows=[
        Row("Model", TINY, images(2, 3, 32, 48, **MASK), "padded"),
        Row("Model", OTHER, images(1, 3, 24, 36), "other"),
        Row("ForObjectDetection", TINY, images(2, 3, 32, 32, labels=objects(3, 3, 0)), "labels"),
        Row(
            "ForObjectDetection",
            OTHER,
            images(2, 3, 36, 24, labels=objects(4, 2, 3)),
            "other",
            requests={},
        ),
        Row("ForInstanceSegmentation", TINY, images(2, 3, 32, 40, labels=MASKS), "masks"),
        Row(
            "ForInstanceSegmentation",
            OTHER,
            images(2, 3, 36, 24, labels=objects(4, 2, 3, masks=(36, 24))),
            "other masks",
            requests={},
        ),
    ],
    must_see={
        "ForObjectDetection-labels": [
            "model.enc_output.0.bias",
            "model.backbone.projector.projector_layer.conv2.norm.bias",
            "bbox_embed.layers.2.bias",
        ],
        "ForInstanceSegmentation-masks": [
            "segmentation_bias",
            "blocks.0.depthwise_conv.bias",
            "query_features_block.mlp.fc1.bias",
        ],
    },
    must_see_options={
        "ForObjectDetection-labels": [{"class_loss_coefficient": 2.0}],
        "ForInstanceSegmentation-masks": [
            {"mask_class_loss_coefficient": 2.0},
            {"mask_dice_loss_coefficient": 2.0},
            {"mask_point_sample_ratio": 8},
        ],
    },
    refuses=[
        {"num_feature_levels": 2},
        {"decoder_cross_attention_heads": 5},
        {"mask_downsample_ratio": 0},
    ],
)
