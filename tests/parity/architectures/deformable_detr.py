from parity.arch import Arch, Row
from parity.architectures.detr import BACKBONE, shown
from parity.detection import objects
from parity.images import images

TINY = dict(
    backbone_config=BACKBONE | dict(out_features=["stage2", "stage3", "stage4"]),
    use_timm_backbone=False,
    d_model=32,
    encoder_layers=2,
    decoder_layers=2,
    encoder_ffn_dim=20,
    decoder_ffn_dim=24,
    encoder_attention_heads=4,
    decoder_attention_heads=2,
    num_queries=5,
    num_labels=3,
    two_stage_num_proposals=6,
)
REFINED = TINY | dict(
    activation_function="gelu",
    auxiliary_loss=True,
    bbox_cost=2,
    bbox_loss_coefficient=3,
    class_cost=4,
    decoder_n_points=2,
    encoder_n_points=3,
    focal_alpha=0.4,
    giou_cost=1,
    giou_loss_coefficient=4,
    num_feature_levels=5,
    position_embedding_type="learned",
    with_box_refine=True,
)
STAGES = TINY | dict(two_stage=True, with_box_refine=True)
SINGLE = TINY | dict(num_feature_levels=1, backbone_config=BACKBONE | dict(out_features=["stage4"]))
MASK = {"pixel_mask": shown((64, 96), (50, 60), of=(64, 96))}

ARCH = Arch(
    "deformable_detr",
    "DeformableDetr",
    "deformable_detr",
    rows=[
        Row("Model", TINY, images(2, 3, 64, 96, **MASK), "padded"),
        Row("Model", SINGLE, images(1, 3, 70, 90), "single"),
        Row("Model", REFINED, images(1, 3, 140, 180), "other"),
        Row("ForObjectDetection", STAGES, images(2, 3, 64, 96, labels=objects(3, 2, 4)), "stages"),
        Row(
            "ForObjectDetection",
            TINY,
            images(2, 3, 64, 96, labels=objects(3, 2, 4), **MASK),
            "labels",
            requests={},
        ),
        Row(
            "ForObjectDetection", REFINED, images(2, 3, 64, 64, labels=objects(3, 3, 0)), "refined"
        ),
    ],
    must_see=[
        "model.level_embed",
        "model.decoder.bbox_embed.0.layers.2.bias",
        "class_embed.0.bias",
    ],
    must_see_options=[{"focal_alpha": 0.2}, {"activation_function": "relu"}],
    refuses=[
        ({"two_stage": True, "with_box_refine": False}, "with_box_refine"),
        ({"tie_word_embeddings": False, "with_box_refine": True}, "tie_word_embeddings"),
        {"d_model": 40},
        {"encoder_attention_heads": 5},
    ],
)
