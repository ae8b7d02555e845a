from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images, pixel_classes

TINY = dict(depth_multiplier=0.1, depth_divisible_by=4, min_depth=4, num_labels=3)
OTHER = TINY | dict(
    depth_divisible_by=2,
    depth_multiplier=0.05,
    expand_ratio=2.5,
    finegrained_output=False,
    first_layer_is_expansion=False,
    hidden_act="relu",
    layer_norm_eps=0.1,
    min_depth=6,
    num_channels=2,
    num_labels=5,
    output_stride=8,
    semantic_loss_ignore_index=4,
)
UNPADDED = OTHER | dict(tf_padding=False, output_stride=16)

ARCH = Arch(
    "mobilenet_v2",
    "MobileNetV2",
    "mobilenet_v2",
    {"tiny": TINY, "other": OTHER, "unpadded": UNPADDED},
    (
        Row("Model", "tiny", images(2, 3, 64, 48)),
        Row("Model", "other", images(1, 2, 37, 51)),
        Row("Model", "unpadded", images(1, 2, 37, 52)),
        Row("ForImageClassification", "tiny", images(2, 3, 64, 64, labels=classes(3, 2))),
        Row("ForImageClassification", "other", images(3, 2, 64, 64, labels=classes(5, 3))),
        Row(
            "ForSemanticSegmentation",
            "tiny",
            images(2, 3, 64, 50, labels=pixel_classes(3, 2, 64, 50)),
            requests={},
        ),
        Row(
            "ForSemanticSegmentation",
            "other",
            images(2, 2, 64, 50, labels=pixel_classes(5, 2, 64, 50, ignored=4)),
        ),
    ),
    must_see=[
        "mobilenet_v2.conv_stem.expand_1x1.normalization.running_mean",
        "mobilenet_v2.layer.3.conv_3x3.normalization.running_mean",
        "segmentation_head.conv_pool.normalization.bias",
        "segmentation_head.classifier.convolution.bias",
    ],
    must_see_options=[{"layer_norm_eps": 0.001}],
    refuses=[{"depth_multiplier": 0.0}, {"min_depth": 0}],
    requests=dict(output_hidden_states=True),
)
