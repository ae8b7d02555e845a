from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images

TINY = dict(depths=[1, 2, 3], embed_dims=[6, 8, 12], downsamples=[True] * 3, num_labels=3)
OTHER = TINY | dict(
    batch_norm_eps=0.1,
    down_pad=2,
    down_patch_size=5,
    down_stride=3,
    downsamples=[False, False, False],
    embed_dims=[8, 8, 12],
    hidden_act="relu",
    layer_scale_init_value=0.5,
    mlp_ratio=3,
    num_channels=2,
    num_labels=5,
    use_layer_scale=False,
)

ARCH = Arch(
    "swiftformer",
    "SwiftFormer",
    "swiftformer",
    {"tiny": TINY, "other": OTHER},
    (
        Row("Model", "tiny", images(2, 3, 32, 40)),
        Row("Model", "other", images(1, 2, 27, 33)),
        Row("ForImageClassification", "other", images(3, 2, 24, 24, labels=classes(5, 3))),
        Row("ForImageClassification", "tiny", images(2, 3, 33, 32, labels=classes(3, 2))),
    ),
    must_see=[
        "swiftformer.encoder.network.2.blocks.1.layer_scale_2",
        "swiftformer.encoder.network.2.blocks.0.layer_scale",
        "swiftformer.encoder.network.1.norm.running_mean",
        "norm.running_mean",
        "dist_head.bias",
    ],
    must_see_options=[{"hidden_act": "relu"}, {"batch_norm_eps": 0.1}],
    refuses=[{"embed_dims": [6, 8]}, {"downsamples": [True]}],
    requests=dict(output_hidden_states=True),
)
