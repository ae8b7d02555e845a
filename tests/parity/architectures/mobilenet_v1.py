from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images

TINY = dict(depth_multiplier=0.1, min_depth=4, num_labels=3)
OTHER = TINY | dict(
    depth_multiplier=0.05,
    hidden_act="relu",
    layer_norm_eps=0.1,
    min_depth=6,
    num_channels=2,
    num_labels=5,
    tf_padding=False,
)

ARCH = Arch(
    "mobilenet_v1",
    "MobileNetV1",
    "mobilenet_v1",
    {"tiny": TINY, "other": OTHER},
    (
        Row("Model", "tiny", images(2, 3, 64, 48)),
        Row("Model", "tiny", images(1, 3, 37, 51), "odd"),
        Row("ForImageClassification", "tiny", images(2, 3, 64, 64, labels=classes(3, 2))),
        Row("Model", "other", images(1, 2, 37, 51)),
        Row("ForImageClassification", "other", images(3, 2, 64, 64, labels=classes(5, 3))),
    ),
    must_see=[
        "mobilenet_v1.layer.3.normalization.running_mean",
        "mobilenet_v1.conv_stem.convolution.weight",
    ],
    must_see_options={
        "Model-tiny": [{"tf_padding": False}],
        "ForImageClassification-other": [{"layer_norm_eps": 0.001}],
    },
    refuses=[{"depth_multiplier": 0.0}, {"min_depth": 0}],
    requests=dict(output_hidden_states=True),
)
