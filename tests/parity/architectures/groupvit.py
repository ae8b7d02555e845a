from parity.arch import Arch, Row
from parity.images import images
from parity.towers import EVERYTHING, TEXT, VISION, both, texts

GROUPS = dict(depths=[1, 2, 1], num_group_tokens=[6, 3, 0], num_output_groups=[6, 3, 3])
TINY_TEXT = TEXT | dict(eos_token_id=66)
TINY = dict(
    text_config=TINY_TEXT,
    vision_config=VISION | GROUPS,
    projection_dim=20,
    projection_intermediate_dim=28,
)
OTHER = dict(
    text_config=TEXT | dict(eos_token_id=2, hidden_act="gelu", layer_norm_eps=1e-3),
    vision_config=VISION
    | dict(
        depths=[1, 1],
        num_group_tokens=[4, 3],
        num_output_groups=[4, 2],
        image_size=[24, 20],
        patch_size=4,
        num_channels=1,
        hidden_act="relu",
        num_attention_heads=4,
        layer_norm_eps=1e-3,
        assign_eps=0.5,
        assign_mlp_ratio=[1.0, 2.0],
    ),
    projection_dim=12,
    projection_intermediate_dim=16,
    logit_scale_init_value=1.5,
    output_segmentation=True,
)
PAIRS = EVERYTHING | dict(return_loss=True)
MASKS = EVERYTHING | dict(output_segmentation=True)
PIXELS = images(2, 3, 16, 16)

ARCH = Arch(
    "groupvit",
    "GroupViT",
    "clip",
    rows=[
        Row("Model", TINY, both(texts([7, 4, 2]), PIXELS), "default"),
        Row("Model", TINY, both(texts([7, 4, 2]), PIXELS), "masks", requests=MASKS),
        Row("TextModel", TINY_TEXT, texts([7, 4]), config_class="GroupViTTextConfig"),
        Row("VisionModel", VISION | GROUPS, PIXELS, config_class="GroupViTVisionConfig"),
        Row("Model", OTHER, both(texts([7, 4]), images(2, 1, 24, 20)), "other", requests=PAIRS),
    ],
    must_see={
        "Model-masks": [
            "vision_model.encoder.stages.1.group_projector.1.fc2.weight",
            "vision_model.encoder.stages.0.downsample.assign.proj.bias",
            "vision_model.encoder.stages.0.group_token",
            "visual_projection.1.running_mean",
        ]
    },
    refuses=[({"vision_config": {"depths": [1, 1]}}, "num_group_tokens")],
)
