from parity.arch import Arch, Row
from parity.detection import objects
from parity.images import images

BACKBONE = dict(
    model_type="rt_detr_resnet",
    embedding_size=8,
    hidden_sizes=[8, 8, 12, 16],
    depths=[1, 1, 1, 1],
    layer_type="basic",
    out_indices=[2, 3, 4],
)
TINY = dict(
    backbone_config=BACKBONE,
    encoder_hidden_dim=16,
    encoder_in_channels=[8, 12, 16],
    encoder_ffn_dim=20,
    encoder_attention_heads=2,
    d_model=16,
    decoder_in_channels=[16, 16, 16],
    decoder_ffn_dim=24,
    decoder_layers=2,
    decoder_attention_heads=4,
    decoder_n_points=2,
    num_queries=7,
    num_labels=3,
)
OTHER = TINY | dict(
    activation_function="relu",
    auxiliary_loss=False,
    backbone_config=BACKBONE | dict(layer_type="bottleneck"),
    batch_norm_eps=1e-3,
    d_model=32,
    decoder_activation_function="gelu",
    decoder_in_channels=[16, 16, 16],
    encode_proj_layers=[1, 2],
    encoder_activation_function="relu",
    encoder_layers=2,
    freeze_backbone_batch_norms=False,
    hidden_expansion=0.5,
    layer_norm_eps=1e-3,
    matcher_alpha=0.3,
    matcher_bbox_cost=2.0,
    matcher_class_cost=3.0,
    matcher_gamma=1.5,
    matcher_giou_cost=1.0,
    focal_loss_alpha=0.6,
    focal_loss_gamma=1.5,
    normalize_before=True,
    num_denoising=0,
    num_feature_levels=4,
    num_labels=4,
    positional_encoding_temperature=100,
    weight_loss_bbox=2.0,
    weight_loss_giou=3.0,
    weight_loss_vfl=1.5,
)
ANCHORS = TINY | dict(anchor_image_size=[64, 96], eval_size=64, use_focal_loss=False)

ARCH = Arch(
    "rt_detr",
    "RTDetr",
    "rt_detr",
    rows=[
        Row("Model", TINY, images(2, 3, 64, 96), "tiny"),
        Row("Model", OTHER, images(1, 3, 96, 64), "other"),
        Row("ForObjectDetection", OTHER, images(2, 3, 64, 64, labels=objects(4, 2, 3)), "other"),
        Row(
            "ForObjectDetection", ANCHORS, images(2, 3, 64, 96, labels=objects(3, 2, 1)), "anchors"
        ),
        Row("ForObjectDetection", TINY, images(2, 3, 64, 64, labels=objects(3, 3, 0)), "labels"),
    ],
    must_see=[
        "model.enc_output.1.bias",
        "model.encoder.encoder.0.layers.0.fc1.bias",
        "model.decoder.layers.0.encoder_attn.sampling_offsets.bias",
        "model.decoder.bbox_embed.0.layers.2.bias",
        "model.encoder.pan_blocks.1.bottlenecks.2.conv2.norm.running_mean",
    ],
    must_see_options=[{"weight_loss_vfl": 2.0}, {"matcher_class_cost": 90.0}],
    refuses=[
        {"decoder_attention_heads": 3},
        {"encoder_attention_heads": 3},
        {"encode_proj_layers": [3]},
        {"num_feature_levels": 2},
        {"anchor_image_size": 64},
    ],
)
