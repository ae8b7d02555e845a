from parity.arch import Arch, Row
from parity.architectures.swin import MASK
from parity.architectures.swin import TINY as SIZES
from parity.encoders import classes
from parity.images import images

TINY = SIZES
OTHER = SIZES | dict(
    num_channels=2,
    window_size=4,
    depths=[2, 1],
    mlp_ratio=2.5,
    qkv_bias=False,
    hidden_act="relu",
    layer_norm_eps=1e-2,
    pretrained_window_sizes=[6, 3],
    num_labels=5,
)
CHOSEN = TINY | dict(out_features=["stem", "stage1"], window_size=3)

ARCH = Arch(
    "swinv2",
    "Swinv2",
    "swin",
    rows=[
        Row("Model", TINY, images(2, 3, 16, 16), "default"),
        Row("Model", TINY | {"window_size": 3}, images(1, 3, 15, 21), "odd"),
        Row("Model", OTHER, images(2, 2, 20, 24), "larger"),
        Row("ForMaskedImageModeling", TINY, images(2, 3, 16, 16, **MASK), "hidden"),
        Row("ForImageClassification", OTHER, images(3, 2, 16, 16, labels=classes(5, 3)), "classes"),
        Row("Backbone", OTHER, images(2, 2, 16, 16), "last"),
        Row("Backbone", CHOSEN, images(1, 3, 13, 18), "chosen", requests={}),
    ],
    must_see={
        "Model-default": [
            "encoder.layers.0.blocks.1.attention.self.logit_scale",
            "encoder.layers.0.downsample.norm.bias",
            "encoder.layers.1.blocks.0.attention.self.continuous_position_bias_mlp.0.bias",
        ],
    },
    must_see_options={"Model-default": [{"hidden_act": "gelu_new"}, {"layer_norm_eps": 0.01}]},
    refuses=[{"use_absolute_embeddings": True}, {"pretrained_window_sizes": [1]}],
)
