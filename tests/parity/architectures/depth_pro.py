from parity.arch import Arch, Row
from parity.images import images

DINO = dict(
    model_type="dinov2",
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    mlp_ratio=2,
    patch_size=4,
    image_size=16,
)
TINY = dict(
    image_model_config=DINO,
    patch_model_config=DINO | dict(hidden_size=12),
    fov_model_config=DINO | dict(hidden_size=8),
    fusion_hidden_size=16,
    patch_size=16,
    intermediate_hook_ids=[1, 0],
    intermediate_feature_dims=[16, 16],
    scaled_images_feature_dims=[12, 14, 10],
    merge_padding_value=1,
    use_fov_model=True,
)
OTHER = TINY | dict(
    intermediate_hook_ids=[0],
    intermediate_feature_dims=[20],
    scaled_images_ratios=[0.5, 1],
    scaled_images_overlap_ratios=[0.25, 0.5],
    scaled_images_feature_dims=[12, 14],
    merge_padding_value=0,
    num_fov_head_layers=1,
    use_batch_norm_in_fusion_residual=True,
    use_bias_in_fusion_residual=False,
)

ARCH = Arch(
    "depth_pro",
    "DepthPro",
    "depth_pro",
    rows=[
        Row("Model", TINY, images(2, 3, 64, 64), "tiny"),
        Row("ForDepthEstimation", TINY | dict(use_fov_model=False), images(1, 3, 64, 64), "depth"),
        Row("ForDepthEstimation", OTHER, images(2, 3, 32, 32), "other"),
        Row("ForDepthEstimation", TINY, images(2, 3, 64, 64), "tiny"),
    ],
    must_see=[
        "fov_model.fov_encoder.neck.bias",
        "fov_model.head.layers.2.bias",
        "fusion_stage.final.projection.bias",
        "depth_pro.neck.feature_upsample.intermediate.1.layers.2.weight",
        "depth_pro.encoder.patch_encoder.model.layernorm.bias",
    ],
    must_see_options=[
        {"merge_padding_value": 0},
        {"scaled_images_overlap_ratios": [0.0, 0.5, 0.0]},
    ],
    refuses=[
        {"scaled_images_ratios": [0.5, 0.25, 1]},
        {"scaled_images_overlap_ratios": [0.5]},
        {"scaled_images_feature_dims": [12]},
        {"intermediate_feature_dims": [1]},
        {"intermediate_hook_ids": [2, 1]},
        {"num_fov_head_layers": 9},
    ],
)
