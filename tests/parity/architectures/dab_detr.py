from parity.arch import Arch, Row
from parity.architectures.detr import BACKBONE, STAGES, shown
from parity.detection import objects
from parity.images import images

TINY = dict(
    backbone_config=BACKBONE | dict(out_features=["stage4"]),
    num_queries=5,
    encoder_layers=2,
    decoder_layers=2,
    encoder_ffn_dim=20,
    decoder_ffn_dim=24,
    encoder_attention_heads=4,
    decoder_attention_heads=2,
    hidden_size=16,
    num_labels=3,
)
OTHER = TINY | dict(
    activation_function="gelu",
    auxiliary_loss=True,
    backbone_config=BACKBONE | dict(out_features=STAGES, layer_type="bottleneck"),
    bbox_cost=2,
    bbox_loss_coefficient=3,
    class_cost=4,
    focal_alpha=0.4,
    giou_cost=1,
    giou_loss_coefficient=4,
    keep_query_pos=True,
    normalize_before=True,
    num_patterns=2,
    sine_position_embedding_scale=5.0,
    temperature_height=30,
    temperature_width=15,
)
MASK = {"pixel_mask": shown((64, 96), (50, 60), of=(64, 96))}

ARCH = Arch(
    "dab-detr",
    "DabDetr",
    "detr",
    rows=[
        Row("Model", TINY, images(2, 3, 64, 96, **MASK), "padded"),
        Row("Model", OTHER, images(1, 3, 70, 90), "other"),
        Row(
            "ForObjectDetection",
            TINY,
            images(2, 3, 64, 96, labels=objects(3, 2, 4), **MASK),
            "labels",
        ),
        Row(
            "ForObjectDetection",
            OTHER,
            images(2, 3, 64, 96, labels=objects(3, 3, 0), **MASK),
            "other",
        ),
    ],
    must_see={
        "ForObjectDetection-labels": [
            "model.encoder.layers.1.activation_fn.weight",
            "model.decoder.layers.0.mlp.activation_fn.weight",
        ],
        "ForObjectDetection-other": [
            "model.patterns.weight",
            "model.encoder.norm.bias",
            "model.decoder.layers.1.cross_attn.cross_attn_query_pos_proj.bias",
            "model.decoder.ref_anchor_head.layers.0.bias",
            "model.decoder.query_scale.layers.1.bias",
        ],
    },
    must_see_options=[
        {"focal_alpha": 0.2},
        {"temperature_height": 20},
        {"temperature_width": 20},
        {"sine_position_embedding_scale": None},
    ],
    refuses=[
        {"encoder_attention_heads": 5},
        {"query_dim": 2},
        {"hidden_size": 18},
        {"num_patterns": -1},
        {"tie_word_embeddings": False},
    ],
)
