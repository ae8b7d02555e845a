from parity.arch import Arch, Row
from parity.architectures.pp_lcnet import STATES
from parity.images import images

BLOCKS = [
    [[3, 10, 10, 1, True]],
    [[3, 10, 10, 1, False], [5, 10, 12, 1, True]],
    [[3, 12, 16, [2, 1], False], [3, 16, 16, 1, True]],
    [[3, 16, 20, [2, 1], False]],
]
TINY = dict(block_configs=BLOCKS, stem_channels=[3, 8, 10], reduction=2)
OTHER = TINY | dict(
    hidden_act="silu",
    num_channels=2,
    out_indices=[0, 2, 4],
    reduction=4,
    stem_channels=[2, 6, 10],
    stem_strides=[1, 1, 1, [2, 1], 2],
    use_learnable_affine_block=True,
)
SMALL = TINY | dict(stem_type="small", out_features=["stem", "stage4"])

ARCH = Arch(
    "pp_lcnet_v4",
    "PPLCNetV4",
    "pp_lcnet_v4",
    rows=[
        Row("Backbone", TINY, images(2, 3, 32, 40), "large", requests=STATES),
        Row("Backbone", OTHER, images(1, 2, 36, 28), "other", requests=STATES),
        Row("Backbone", SMALL, images(1, 3, 29, 34), "small", requests=STATES),
    ],
    must_see={
        "Backbone-large": [
            "encoder.blocks.0.blocks.0.token_conv.bias",
            "encoder.convolution.stem2b.normalization.bias",
        ],
        "Backbone-other": ["encoder.convolution.stem1.lab.scale"],
    },
    refuses=[
        {"block_configs": BLOCKS[:3]},
        {"stem_type": "other"},
        {"stem_channels": [4, 8, 10]},
        ({"stem_strides": [2, 2, 1, 2, 1], "stem_type": "large"}, "stem_strides"),
    ],
)
