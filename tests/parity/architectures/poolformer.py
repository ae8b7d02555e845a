from parity.arch import Arch, Row
from parity.encoders import classes
from parity.images import images

TINY = dict(
    num_encoder_blocks=3,
    depths=[1, 2, 1],
    hidden_sizes=[6, 8, 12],
    patch_sizes=[7, 3, 3],
    strides=[4, 2, 2],
    padding=[2, 1, 1],
    drop_path_rate=0.2,
    num_labels=3,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_scale_init_value=0.5,
    mlp_ratio=2.5,
    num_channels=2,
    num_labels=5,
    patch_sizes=[5, 2, 3],
    padding=[1, 0, 1],
    pool_size=5,
    strides=[2, 2, 1],
    use_layer_scale=False,
)

ARCH = Arch(
    "poolformer",
    "PoolFormer",
    "poolformer",
    {"tiny": TINY, "other": OTHER},
    (
        Row("Model", "tiny", images(2, 3, 32, 40)),
        Row("Model", "other", images(1, 2, 27, 19)),
        Row("ForImageClassification", "other", images(3, 2, 24, 24, labels=classes(5, 3))),
        Row("ForImageClassification", "tiny", images(2, 3, 33, 32, labels=classes(3, 2))),
    ),
    must_see=["poolformer.encoder.block.1.1.layer_scale_2", "norm.bias"],
    must_see_options=[{"hidden_act": "relu"}, {"pool_size": 5}],
    refuses=[{"pool_size": 2}, {"strides": [4]}],
    requests=dict(output_hidden_states=True),
)
