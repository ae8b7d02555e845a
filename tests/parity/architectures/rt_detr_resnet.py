from parity.arch import Arch, Row
from parity.architectures.resnet import STATES
from parity.images import images

TINY = dict(embedding_size=8, hidden_sizes=[8, 12, 16], depths=[1, 2, 1], layer_type="basic")
OTHER = TINY | dict(
    downsample_in_bottleneck=True,
    hidden_act="gelu",
    hidden_sizes=[8, 16, 24],
    layer_type="bottleneck",
    num_channels=2,
    out_features=["stem", "stage2"],
)

ARCH = Arch(
    "rt_detr_resnet",
    "RTDetrResNet",
    "resnet",
    {"tiny": TINY, "other": OTHER},
    (
        Row("Backbone", "tiny", images(2, 3, 64, 64)),
        Row("Backbone", "other", images(1, 2, 37, 51)),
    ),
    must_see=[
        "embedder.embedder.2.normalization.bias",
        "encoder.stages.1.layers.0.shortcut.1.convolution.weight",
    ],
    must_see_options=[{"hidden_act": "relu"}],
    refuses=[{"layer_type": "other"}],
    requests=STATES,
)
