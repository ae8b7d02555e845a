from parity.arch import Arch, Row
from parity.architectures.pp_lcnet import OTHER as BEFORE
from parity.architectures.pp_lcnet import STATES
from parity.architectures.pp_lcnet import TINY as SIZES
from parity.images import images

NAMES = ("class_expand", "hidden_dropout_prob", "num_labels")  # of a head that is not here
TINY = {k: v for k, v in SIZES.items() if k not in NAMES}
OTHER = {k: v for k, v in BEFORE.items() if k not in NAMES} | dict(conv_symmetric_num=2)

ARCH = Arch(
    "pp_lcnet_v3",
    "PPLCNetV3",
    "pp_lcnet_v3",
    rows=[
        Row("Backbone", TINY, images(2, 3, 32, 40), "last", requests=STATES),
        Row("Backbone", OTHER, images(1, 3, 36, 28), "other", requests=STATES),
    ],
    must_see=[
        "encoder.blocks.1.layers.1.depthwise_convolution.identity.bias",
        "encoder.blocks.0.layers.0.pointwise_convolution.act.lab.scale",
        "encoder.blocks.3.layers.0.depthwise_convolution.conv_small_symmetric.normalization.bias",
    ],
    refuses=[{"conv_symmetric_num": 0}],
)
