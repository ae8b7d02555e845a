from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images

TINY = dict(
    width_coefficient=0.25,
    depth_coefficient=0.6,
    hidden_dim=320,
    num_labels=3,
)
OTHER = TINY | dict(
    batch_norm_eps=0.1,
    depth_coefficient=1.1,
    depth_divisor=4,
    depthwise_padding=[2],
    expand_ratios=[1, 2, 3],
    hidden_act="relu",
    in_channels=[32, 16, 24],
    kernel_sizes=[5, 3, 7],
    num_block_repeats=[1, 1, 2],
    num_channels=2,
    num_labels=5,
    out_channels=[16, 24, 40],
    pooling_type="max",
    squeeze_expansion_ratio=0.5,
    strides=[1, 2, 2],
)

ARCH = Arch(
    "efficientnet",
    "EfficientNet",
    "efficientnet",
    {"tiny": TINY, "other": OTHER},
    (
        Row("Model", "tiny", images(2, 3, 64, 48)),
        Row("Model", "other", images(1, 2, 37, 51)),
        Row("ForImageClassification", "tiny", images(2, 3, 33, 64, labels=classes(3, 2))),
        Row("ForImageClassification", "other", images(3, 2, 40, 40, labels=classes(5, 3))),
    ),
    must_see=[
        "efficientnet.encoder.blocks.2.expansion.expand_bn.running_mean",
        "efficientnet.encoder.blocks.4.squeeze_excite.reduce.bias",
        "efficientnet.encoder.top_bn.running_var",
    ],
    must_see_options=[
        {"depthwise_padding": [4]},
        {"pooling_type": "mean"},
        {"batch_norm_eps": 0.001},
    ],
    refuses=[
        {"hidden_dim": 321},
        {"kernel_sizes": [4, 3, 7]},
        {"kernel_sizes": [1, 3, 7]},
        {"kernel_sizes": [3]},
        {"pooling_type": "sum"},
        {"strides": [1, 2, 3]},
    ],
    requests=dict(output_hidden_states=True),
)
