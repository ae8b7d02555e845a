from parity.arch import Arch, Row
from parity.architectures.swin import OTHER as SWIN
from parity.architectures.swin import TINY as SWIN_TINY
from parity.encoders import EVERYTHING, classes
from parity.images import images

TINY = {k: v for k, v in SWIN_TINY.items() if k != "encoder_stride"} | dict(image_size=[16, 12])
OTHER = {k: v for k, v in SWIN.items() if k != "encoder_stride"} | dict(
    use_absolute_embeddings=False
)

ARCH = Arch(
    "donut-swin",
    "DonutSwin",
    "swin",
    rows=[
        Row("Model", TINY, images(2, 3, 16, 12), "default"),
        Row("Model", TINY | {"window_size": 3}, images(1, 3, 15, 21), "odd"),
        Row("Model", OTHER, images(2, 2, 20, 24), "larger", requests=EVERYTHING),
        Row("ForImageClassification", OTHER, images(3, 2, 16, 16, labels=classes(5, 3)), "classes"),
    ],
    must_see={
        "Model-default": [
            "encoder.layers.0.blocks.1.attention.self.relative_position_bias_table",
            "encoder.layers.0.downsample.norm.bias",
        ],
    },
    must_see_options={"Model-default": [{"hidden_act": "gelu_new"}, {"layer_norm_eps": 0.01}]},
    refuses=[{"use_absolute_embeddings": True}, {"num_heads": [2, 3]}],
)
