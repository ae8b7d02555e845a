from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images

TINY = dict(
    image_size=32,
    num_encoder_blocks=3,
    depths=[1, 2, 1],
    sequence_reduction_ratios=[4, 2, 1],
    hidden_sizes=[8, 12, 16],
    patch_sizes=[4, 2, 2],
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
    sequence_reduction_ratios=[2, 1, 1],
)

ARCH = Arch(
    "pvt",
    "Pvt",
    "pvt",
    {"tiny": TINY, "other": OTHER},
    (
        Row("Model", "tiny", images(2, 3, 32, 32)),
        Row("Model", "other", images(1, 2, 32, 32)),
        Row("ForImageClassification", "other", images(3, 2, 32, 32, labels=classes(5, 3))),
        Row("ForImageClassification", "tiny", images(2, 3, 32, 32, labels=classes(3, 2))),
    ),
    must_see=[
        "pvt.encoder.patch_embeddings.2.cls_token",
        "pvt.encoder.patch_embeddings.1.position_embeddings",
        "pvt.encoder.block.1.1.attention.self.sequence_reduction.bias",
        "pvt.encoder.layer_norm.bias",
    ],
    must_see_options=[{"hidden_act": "relu"}, {"num_attention_heads": [1, 2, 2]}],
    refuses=[
        {"num_attention_heads": [3, 2, 4]},
        {"sequence_reduction_ratios": [2, 2, 2]},
        {"sequence_reduction_ratios": [2]},
    ],
)
