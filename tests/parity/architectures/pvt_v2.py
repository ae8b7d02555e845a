from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images

TINY = dict(
    num_encoder_blocks=3,
    depths=[1, 2, 1],
    sr_ratios=[4, 2, 1],
    hidden_sizes=[8, 12, 16],
    patch_sizes=[7, 3, 3],
    strides=[4, 2, 2],
    num_attention_heads=[1, 2, 4],
    mlp_ratios=[2, 3, 2],
    num_labels=3,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-2,
    num_attention_heads=[2, 3, 2],
    num_channels=2,
    num_labels=5,
    qkv_bias=False,
    sr_ratios=[2, 1, 1],
)
LINEAR = TINY | dict(linear_attention=True, out_features=["stage1", "stage3"])

ARCH = Arch(
    "pvt_v2",
    "PvtV2",
    "pvt_v2",
    {"tiny": TINY, "other": OTHER, "linear": LINEAR},
    (
        Row("Model", "tiny", images(2, 3, 32, 40)),
        Row("Model", "other", images(1, 2, 37, 51)),
        Row("Model", "linear", images(1, 3, 45, 33)),
        Row("Backbone", "linear", images(1, 3, 32, 32)),
        Row("Backbone", "other", images(2, 2, 40, 32)),
        Row("ForImageClassification", "other", images(3, 2, 32, 32, labels=classes(5, 3))),
        Row("ForImageClassification", "tiny", images(2, 3, 32, 32, labels=classes(3, 2))),
    ),
    must_see=[
        "pvt_v2.encoder.layers.1.blocks.1.attention.spatial_reduction.bias",
        "pvt_v2.encoder.layers.1.blocks.1.mlp.dwconv.dwconv.bias",
        "pvt_v2.encoder.layers.0.layer_norm.bias",
    ],
    must_see_options={
        "ForImageClassification-tiny": [{"hidden_act": "relu"}, {"layer_norm_eps": 1e-2}],
    },
    refuses=[{"num_attention_heads": [3, 2, 4]}, {"sr_ratios": [2]}],
)
