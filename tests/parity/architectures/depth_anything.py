from parity.arch import Arch, Row
from parity.images import images

DINO = dict(
    model_type="dinov2",
    image_size=24,
    patch_size=8,
    hidden_size=16,
    num_hidden_layers=3,
    num_attention_heads=4,
    out_indices=[0, 1, 2, 3],
    reshape_hidden_states=False,
)
TINY = dict(
    backbone_config=DINO,
    patch_size=8,
    reassemble_hidden_size=16,
    neck_hidden_sizes=[4, 6, 8, 10],
    fusion_hidden_size=8,
    head_hidden_size=5,
)
METRIC = TINY | dict(
    backbone_config=DINO | dict(out_features=["stage1", "stage3"], out_indices=None),
    depth_estimation_type="metric",
    head_in_index=0,
    max_depth=20,
    neck_hidden_sizes=[4, 6],
    reassemble_factors=[1, 0.5, 2],  # the last is of no state
)

ARCH = Arch(
    "depth_anything",
    "DepthAnything",
    "depth_anything",
    rows=[
        Row("ForDepthEstimation", TINY, images(2, 3, 24, 24), "relative"),
        Row("ForDepthEstimation", TINY, images(1, 3, 27, 45), "odd", requests={}),
        Row("ForDepthEstimation", METRIC, images(2, 3, 16, 32), "metric"),
    ],
    must_see={
        "ForDepthEstimation-relative": [
            "neck.reassemble_stage.layers.0.resize.bias",
            "backbone.layernorm.bias",
        ]
    },
    must_see_options=[{"max_depth": 21}],
)
