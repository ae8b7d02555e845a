from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images

STATES = dict(output_hidden_states=True)
TINY = dict(embedding_size=6, hidden_sizes=[8, 12], depths=[1, 2], groups_width=4)
OTHER = TINY | dict(
    num_channels=2,
    layer_type="x",
    hidden_act="gelu",
    downsample_in_first_stage=False,
    groups_width=1,
    num_labels=5,
)

ARCH = Arch(
    "regnet",
    "RegNet",
    "resnet",
    rows=[
        Row("Model", TINY, images(2, 3, 24, 17), "default"),
        Row("Model", OTHER, images(1, 2, 16, 16), "other"),
        Row("ForImageClassification", TINY, images(2, 3, 16, 16, labels=classes(2, 2)), "default"),
        Row("ForImageClassification", OTHER, images(3, 2, 16, 16, labels=classes(5, 3)), "other"),
    ],
    must_see={
        "Model-default": [
            "encoder.stages.0.layers.0.layer.2.attention.0.bias",
            "encoder.stages.1.layers.1.layer.1.convolution.weight",
        ]
    },
    must_see_options={"Model-default": [{"hidden_act": "silu"}]},
    requests=STATES,
)
