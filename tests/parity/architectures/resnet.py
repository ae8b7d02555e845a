from parity.arch import Arch, Row
from parity.encoders import classes, numbers
from parity.images import images

STATES = dict(output_hidden_states=True)
TINY = dict(embedding_size=6, hidden_sizes=[8, 12, 16], depths=[1, 2, 1])
OTHER = TINY | dict(
    num_channels=2,
    layer_type="basic",
    hidden_act="gelu",
    downsample_in_first_stage=True,
    num_labels=5,
)
EARLY = TINY | dict(downsample_in_bottleneck=True, hidden_sizes=[6, 12, 12], num_labels=1)

ARCH = Arch(
    "resnet",
    "ResNet",
    "resnet",
    rows=[
        Row("Model", TINY, images(2, 3, 32, 24), "default"),
        Row("Model", OTHER, images(1, 2, 37, 51), "odd"),
        Row("ForImageClassification", EARLY, images(2, 3, 32, 32, labels=numbers(2)), "early"),
        Row("ForImageClassification", OTHER, images(3, 2, 32, 32, labels=classes(5, 3)), "classes"),
        Row("Backbone", TINY, images(2, 3, 32, 32), "last"),
        Row(
            "Backbone", OTHER | {"out_features": ["stem", "stage2"]}, images(1, 2, 32, 48), "chosen"
        ),
    ],
    must_see={
        "Model-default": [
            "embedder.embedder.normalization.running_mean",
            "encoder.stages.0.layers.0.shortcut.normalization.bias",
            "encoder.stages.1.layers.1.layer.2.convolution.weight",
            "encoder.stages.2.layers.0.layer.1.normalization.weight",
        ]
    },
    must_see_options={
        "Model-default": [{"hidden_act": "silu"}, {"downsample_in_bottleneck": True}]
    },
    requests=STATES,
)
