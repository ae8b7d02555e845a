from parity.arch import Arch, Row
from parity.architectures.detr import shown
from parity.architectures.lw_detr_vit import OTHER as VIT_OTHER
from parity.architectures.lw_detr_vit import TINY as VIT
from parity.detection import objects
from parity.images import images

TINY = dict(
    backbone_config=VIT | dict(model_type="lw_detr_vit"),
    projector_scale_factors=[1.0],
    d_model=16,
    c2f_num_blocks=2,
    decoder_layers=2,
    decoder_ffn_dim=20,
    decoder_self_attention_heads=2,
    decoder_cross_attention_heads=4,
    decoder_n_points=2,
    num_queries=6,
    group_detr=3,
    num_labels=3,
)
OTHER = TINY | dict(
    activation_function="relu",
    attention_bias=False,
    auxiliary_loss=False,
    backbone_config=VIT_OTHER | dict(model_type="lw_detr_vit"),
    batch_norm_eps=1e-3,
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
    num_labels=4,
    num_queries=7,
    projector_scale_factors=[2.0, 0.5],
)
MASK = {"pixel_mask": shown((32, 48), (25, 30), of=(32, 48))}

ARCH = Arch(
    "lw_detr",
    "LwDetr",
    "lw_detr",
    rows=[
        Row("Model", TINY, images(2, 3, 32, 48, **MASK), "padded"),
        Row("Model", OTHER, images(1, 2, 24, 36), "other"),
        Row("ForObjectDetection", TINY, images(2, 3, 32, 32, labels=objects(3, 3, 0)), "labels"),
        Row(
            "ForObjectDetection",
            OTHER,
            images(2, 2, 36, 24, labels=objects(4, 2, 3)),
            "other",
            requests={},
        ),
    ],
    must_see={
        "ForObjectDetection-labels": [
            "model.enc_output.0.bias",
            "model.enc_out_bbox_embed.0.layers.2.bias",
            "model.query_feat.weight",
            "model.decoder.layers.0.cross_attn.sampling_offsets.bias",
            "model.backbone.projector.scale_layers.0.projector_layer.conv2.norm.running_mean",
            "bbox_embed.layers.2.bias",
        ]
    },
    must_see_options={
        "ForObjectDetection-labels": [
            {"focal_alpha": 0.5},
            {"class_loss_coefficient": 2.0},
        ]
    },
    refuses=[
        {"projector_scale_factors": [4.0]},
        {"decoder_cross_attention_heads": 5},
        {"decoder_self_attention_heads": 5},
        {"d_model": 18, "decoder_cross_attention_heads": 2},
        {"group_detr": 0},
    ],
)
