from parity.arch import Arch, Row
from parity.architectures.pp_ocrv5_server_det import STATES
from parity.architectures.pp_ocrv5_server_rec import OTHER as BEFORE
from parity.architectures.pp_ocrv5_server_rec import TINY as SIZES
from parity.architectures.pp_ocrv6_medium_det import LCNET
from parity.images import images

LINES = LCNET | dict(
    block_configs=[
        [[3, 6, 6, 1, True]],
        [[3, 6, 8, 1, False], [5, 8, 8, 1, False]],
        [[3, 8, 10, [2, 1], True]],
        [[3, 10, 16, [2, 1], False]],
    ]
)
TINY = SIZES | dict(backbone_config=LINES)
OTHER = BEFORE | dict(backbone_config=LINES | dict(out_features=["stage4"], stem_type="small"))

ARCH = Arch(
    "pp_ocrv6_small_rec",
    "PPOCRV6SmallRec",
    "pp_ocrv5_server_rec",
    requests=STATES,
    rows=[
        Row("Model", TINY, images(2, 3, 48, 60)),
        Row("ForTextRecognition", OTHER, images(2, 3, 48, 44), "other"),
        Row("ForTextRecognition", TINY, images(2, 3, 48, 64), "default"),
    ],
    must_see=["head.encoder.conv_block.2.convolution.weight", "head.encoder.norm.weight"],
    must_see_options={"ForTextRecognition-other": [{"hidden_act": "silu"}]},
    refuses=[{"conv_kernel_size": [2, 3]}],
)
